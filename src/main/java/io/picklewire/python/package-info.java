/** Python's values and what they mean: equality, hash, order, truth, {@code repr}, slices. */
@NullMarked
package io.picklewire.python;

import org.jspecify.annotations.NullMarked;
