/** The manager server: ident to object to call. CPython's {@code multiprocessing.managers.Server}. */
@NullMarked
package io.picklewire.server;

import org.jspecify.annotations.NullMarked;
