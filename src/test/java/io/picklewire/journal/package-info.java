/** Tests of what outlives a server. */
@org.jspecify.annotations.NullUnmarked
package io.picklewire.journal;
