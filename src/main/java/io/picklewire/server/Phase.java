package io.picklewire.server;

import io.picklewire.python.PyException;

/** One phase of a connection. Runs on the connection's event loop. */
interface Phase {
    /** Deals with a message and returns the phase that the next one is for. */
    Phase received(byte[] message);

    /** Deals with a message that could not be read, and returns the phase that the next one is for. */
    Phase refused(PyException why);

    /** The connection breaks off: the other end has not read what was sent to it. */
    default void broken() {}

    /** The connection is gone. */
    default void closed() {}
}
