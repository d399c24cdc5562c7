/** Tests of the package of this name. */
@NullMarked
package io.picklewire.server;

import org.jspecify.annotations.NullMarked;
