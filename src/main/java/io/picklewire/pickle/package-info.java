/** Python values to pickles and back; the one home of Pyrolite. */
@NullMarked
package io.picklewire.pickle;

import org.jspecify.annotations.NullMarked;
