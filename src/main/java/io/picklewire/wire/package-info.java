/**
 * Bytes to frames and back: the framing of CPython's {@code multiprocessing.connection}.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.wire;

import org.jspecify.annotations.NullMarked;
