package io.picklewire.server;

import org.jspecify.annotations.Nullable;

/** A store cannot be opened, read or written; the message says which, and why. Immutable; any thread. */
public final class StoreException extends RuntimeException {
    /** The system's number for a device without room. */
    private static final int ENOSPC = 28;
    /** The system's number for a device that fails. */
    private static final int EIO = 5;

    private static final long serialVersionUID = 1;

    private final boolean isFull;

    /**
     * A failure.
     *
     * @param isFull whether there is no room on the device
     */
    public StoreException(String message, boolean isFull, @Nullable Throwable cause) {
        super(message, cause);
        this.isFull = isFull;
    }

    /** A failure that is not for want of room. */
    public StoreException(String message, @Nullable Throwable cause) {
        this(message, false, cause);
    }

    /** What Python calls such an error: {@code errno}. */
    int errno() {
        return isFull ? ENOSPC : EIO;
    }
}
