/**
 * Python's values and what they mean: equality, hash, order, truth, {@code repr}, slices.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.python;

import org.jspecify.annotations.NullMarked;
