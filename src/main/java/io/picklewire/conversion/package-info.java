/** Python's values as Java's types have them, and back: what applications see instead of {@code python}'s values. */
@NullMarked
package io.picklewire.conversion;

import org.jspecify.annotations.NullMarked;
