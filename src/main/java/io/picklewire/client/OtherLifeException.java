package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/** The manager was started again since the object was made; nothing was sent. Within this package: the object may be made anew. */
final class OtherLifeException extends ManagerException {
    OtherLifeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
