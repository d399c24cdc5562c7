/** Tests of the package of this name. */
@NullMarked
package io.picklewire.shared;

import org.jspecify.annotations.NullMarked;
