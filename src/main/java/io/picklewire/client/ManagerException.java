package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * Something went wrong between this program and the manager, as opposed to a {@link RemoteException}, which the
 * shared object itself raised. The subclasses say whether the call may have been carried out.
 */
public class ManagerException extends ClientException {
    ManagerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The same, to be thrown by a thread that waited for it: with that thread's stack trace, and this as its cause. */
    ManagerException again() {
        return new ManagerException(message(), this);
    }

    final String message() {
        return String.valueOf(getMessage());
    }
}
