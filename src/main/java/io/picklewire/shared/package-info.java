/**
 * The objects that can be shared, and how they are called: CPython's {@code queue}, list, dict and the rest.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.shared;

import org.jspecify.annotations.NullMarked;
