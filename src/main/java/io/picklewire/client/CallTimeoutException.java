package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * The manager did not answer within {@link ManagerBuilder#callTimeout}: the call may have been or may yet be
 * carried out. Its connection has been closed, so that a late reply cannot be taken for that of another call.
 */
public final class CallTimeoutException extends ManagerException {
    CallTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    ManagerException again() {
        return new CallTimeoutException(message(), this);
    }
}
