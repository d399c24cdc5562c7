/**
 * Python's values as Java's types have them, and back: what applications see instead of {@code python}'s values.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.conversion;

import org.jspecify.annotations.NullMarked;
