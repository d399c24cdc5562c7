package io.picklewire.wire;

/**
 * A frame that is not acceptable: its text says what was announced, or was to be sent, and what is allowed.
 *
 * <p>After one that was read the rest of the stream means nothing, and the connection is to be closed.
 */
public final class FrameException extends RuntimeException {
    FrameException(String message) {
        super(message);
    }
}
