package io.picklewire.client;

/**
 * The calling thread was interrupted while it waited, in a method that cannot throw
 * {@link InterruptedException}; it stays interrupted. The call may have been or may yet be carried out. Its
 * connection has been closed, so that a late reply cannot be taken for that of another call.
 */
public final class CallInterruptedException extends ManagerException {
    CallInterruptedException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
