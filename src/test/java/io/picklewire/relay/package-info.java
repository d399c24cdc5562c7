/** Tests of the package of this name. */
@org.jspecify.annotations.NullUnmarked
package io.picklewire.relay;
