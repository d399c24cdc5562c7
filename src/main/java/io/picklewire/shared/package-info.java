/** The objects that can be shared, and how they are called: CPython's {@code queue}, list, dict and the rest. */
@NullMarked
package io.picklewire.shared;

import org.jspecify.annotations.NullMarked;
