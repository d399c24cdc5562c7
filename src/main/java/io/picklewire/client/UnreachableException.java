package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * The manager could not be reached, and nothing of the call was sent: it was not carried out. The cause is what
 * the last attempt to connect failed with, such as a {@link java.net.ConnectException} or an
 * {@link io.picklewire.auth.AuthenticationException}.
 */
public final class UnreachableException extends ManagerException {
    UnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    ManagerException again() {
        return new UnreachableException(message(), this);
    }
}
