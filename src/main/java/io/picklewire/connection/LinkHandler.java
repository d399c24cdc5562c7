package io.picklewire.connection;

import java.io.IOException;

/**
 * What an upper floor does with one authenticated connection.
 *
 * <p>Thread rule: both are called on the link's event loop, and must not block. What they throw closes
 * the link.
 */
public interface LinkHandler {
    /** One message came; the array is the handler's own. */
    void received(byte[] message);

    /** A message was too long, and is skipped; {@code reason} says how long, and what is allowed. */
    default void refused(String reason) {}

    /** There was no memory for a message, which is skipped; {@code reason} says how long it was. */
    default void outOfMemory(String reason) {
        refused(reason);
    }

    /** The connection breaks off, other than by a close between two messages; {@link #closed()} comes next. */
    default void broken(IOException why) {}

    /** The connection is gone, by whichever side; called once, and nothing comes after it. */
    void closed();
}
