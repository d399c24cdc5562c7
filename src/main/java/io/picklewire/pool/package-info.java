/** Pools of CPython worker processes: starts them, watches them, and calls Python functions in them from Java. */
@NullMarked
package io.picklewire.pool;

import org.jspecify.annotations.NullMarked;
