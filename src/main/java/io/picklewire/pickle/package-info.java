/**
 * Python values to pickles and back; the one home of Pyrolite.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.pickle;

import org.jspecify.annotations.NullMarked;
