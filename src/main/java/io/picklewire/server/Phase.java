package io.picklewire.server;

/** One phase of a connection. Runs on the connection's event loop. */
interface Phase {
    /** Deals with a message and returns the phase that the next one is for. */
    Phase received(byte[] message);

    /** Deals with a message that was too long to be read, and returns the phase that the next one is for. */
    Phase refused(String reason);

    /** The connection is gone. */
    default void closed() {}
}
