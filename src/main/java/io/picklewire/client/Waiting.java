package io.picklewire.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a thread waits for the reply of a call. Immutable.
 *
 * @param interruptible whether an interrupt ends the wait, or is kept for later
 * @param serverWaits how long the method itself may wait in the manager, on top of the time that a call may take;
 *     null when that has no limit
 */
record Waiting(boolean interruptible, @Nullable Duration serverWaits) {
    /** For a method that does not wait in the manager, as far as is known. */
    static final Waiting BRIEFLY = new Waiting(true, Duration.ZERO);
    /** For a method that may wait in the manager for any time. */
    static final Waiting ANY_TIME = new Waiting(true, null);
    /** For a method that does not wait, and must be carried through. */
    static final Waiting THROUGH = new Waiting(false, Duration.ZERO);

    /** For a method that waits in the manager for a while at most, and is carried through. */
    static Waiting through(Duration serverWaits) {
        return new Waiting(false, serverWaits);
    }

    /** How long the reply may take when a call may take {@code callTimeout}; null for any time. */
    @Nullable
    Duration limit(@Nullable Duration callTimeout) {
        return callTimeout == null || serverWaits == null ? null : callTimeout.plus(serverWaits);
    }

    /**
     * Waits for what a future gives.
     *
     * @throws ManagerException what it failed with, as an exception of this thread
     * @throws InterruptedException when the thread was interrupted, and that ends the wait
     */
    <T> T until(CompletableFuture<T> future) throws InterruptedException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    if (interruptible) {
                        throw e;
                    }
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw thrown(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException thrown(ExecutionException failed) {
        Throwable cause = Dialer.cause(failed);
        if (cause instanceof ManagerException known) {
            return known.again();
        }
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new ManagerException(String.valueOf(cause.getMessage()), cause);
    }
}
