/** Blocks of shared memory that Python and Java both see without a copy: {@code multiprocessing.shared_memory}. */
@NullMarked
package io.picklewire.memory;

import org.jspecify.annotations.NullMarked;
