package io.picklewire.server;

/** One phase of a connection. Runs on the connection's event loop. */
interface Phase {
    /** Deals with a message and returns the phase that the next one is for. */
    Phase received(byte[] message);

    /** The connection is gone. */
    default void closed() {}
}
