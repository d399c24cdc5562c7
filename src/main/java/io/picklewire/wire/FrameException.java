package io.picklewire.wire;

/**
 * A frame that is not acceptable: its text says what was announced, or was to be sent, and what is allowed.
 *
 * <p>After one that was read the rest of the stream means nothing, and the connection is to be closed.
 */
public final class FrameException extends RuntimeException {
    private final boolean isOutOfMemory;

    FrameException(String message) {
        this(message, false);
    }

    private FrameException(String message, boolean isOutOfMemory) {
        super(message);
        this.isOutOfMemory = isOutOfMemory;
    }

    /** A frame that is allowed, and that there is no memory for. */
    static FrameException outOfMemory(long size) {
        return new FrameException("there is no memory for a message of " + size + " bytes", true);
    }

    /** Whether the frame is allowed, and there was no memory for it. */
    public boolean isOutOfMemory() {
        return isOutOfMemory;
    }
}
