/** The mutual challenge of CPython's {@code multiprocessing.connection}, without I/O. */
@NullMarked
package io.picklewire.auth;

import org.jspecify.annotations.NullMarked;
