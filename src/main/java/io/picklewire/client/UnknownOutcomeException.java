package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * The connection ended after the request was sent and before its reply came: the call may have been carried out, so
 * this client never repeats it.
 */
public final class UnknownOutcomeException extends ManagerException {
    UnknownOutcomeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    ManagerException again() {
        return new UnknownOutcomeException(message(), this);
    }
}
