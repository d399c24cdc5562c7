/** Bytes to frames and back: the framing of CPython's {@code multiprocessing.connection}. */
@NullMarked
package io.picklewire.wire;

import org.jspecify.annotations.NullMarked;
