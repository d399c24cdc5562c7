/** Authenticated message connections: CPython's {@code multiprocessing.connection} over sockets. */
@NullMarked
package io.picklewire.connection;

import org.jspecify.annotations.NullMarked;
