package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * The object is gone: its manager was started again, and has kept nothing. The call was not carried out, on no object. A proxy of
 * what the manager registered under a name of its own, a queue that all share say, makes its object anew instead.
 */
public final class ObjectGoneException extends ManagerException {
    ObjectGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    ManagerException again() {
        return new ObjectGoneException(message(), this);
    }
}
