package io.picklewire.connection;

import io.picklewire.wire.FrameException;
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

    /** A message was too long, or there was no memory for it, and it is skipped; {@code why} says how long it was. */
    default void refused(FrameException why) {}

    /** The connection breaks off, other than by a close between two messages; {@link #closed()} comes next. */
    default void broken(IOException why) {}

    /** The connection is gone, by whichever side; called once, and nothing comes after it. */
    void closed();
}
