package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * The peer answered with what is no reply of a manager, or with one that cannot be taken: too long, or no
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
