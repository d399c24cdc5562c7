package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * The peer sent something that is not a manager's reply, or a reply that cannot be read: it is too long, or not a
 * well-formed pickle. The call may have been carried out.
 */
public final class BadReplyException extends ManagerException {
    BadReplyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    ManagerException again() {
        return new BadReplyException(message(), this);
    }
}
