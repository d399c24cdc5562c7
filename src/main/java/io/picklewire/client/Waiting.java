package io.picklewire.client;

import io.picklewire.conversion.JavaFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a thread waits for the reply of a call. Immutable.
 *
 * @param serverWaits how long the method itself may wait in the manager, on top of the time that a call may take;
 *     null when that has no limit
 * @param afterInterrupt for how long a thread that is interrupted goes on waiting for the reply, so that it is not
 *     lost; null when it does so in any case. It is still interrupted then.
 * @param grace how much later than that it may come when calls have no limit; null for any time
 * @param cancels whether the manager is asked to end the call when the thread is interrupted
 */
record Waiting(
        @Nullable Duration serverWaits, @Nullable Duration afterInterrupt, @Nullable Duration grace, boolean cancels) {
    /** How much later than it was asked to a manager may answer an interrupted thread. */
    static final Duration LATE = Duration.ofSeconds(2);

    /** For a method that does not wait in the manager, as far as is known. */
    static final Waiting BRIEFLY = new Waiting(Duration.ZERO, Duration.ZERO);
    /** For a method that may wait in the manager for any time. */
    static final Waiting ANY_TIME = new Waiting(null, Duration.ZERO);
    /** The same, and no interrupt ends it. */
    static final Waiting IN_ANY_CASE = new Waiting(null, null);
    /** For a method that does not wait, and must not be given up. */
    static final Waiting THROUGH = new Waiting(Duration.ZERO, null);
    /** The same, but after an interrupt the thread waits only a while longer. */
    static final Waiting NEARLY_THROUGH = upTo(Duration.ZERO);

    Waiting(@Nullable Duration serverWaits, @Nullable Duration afterInterrupt) {
        this(serverWaits, afterInterrupt, null, false);
    }

    /** For a method that waits in the manager for a limited time, and should not be given up before that. */
    static Waiting upTo(Duration serverWaits) {
        return new Waiting(serverWaits, serverWaits.plus(LATE));
    }

    /**
     * For a method that waits for the time that is left, null for any time. On an interrupt the manager is asked to end
     * it.
     */
    static Waiting cancellable(@Nullable Duration serverWaits) {
        return new Waiting(serverWaits, LATE, null, true);
    }

    /** The same for a caller who has given a time: a manager that does not answer after it is taken to hang. */
    Waiting punctually() {
        return new Waiting(serverWaits, afterInterrupt, LATE, cancels);
    }

    /** Ends a call before anything is sent, where an interrupt would end the wait for its reply. */
    void refuseInterrupted() throws InterruptedException {
        if (afterInterrupt != null && afterInterrupt.isZero() && Thread.interrupted()) {
            throw new InterruptedException("interrupted before the call");
        }
    }

    /** How long the reply may take when a call may take {@code callTimeout}; null for any time. */
    @Nullable
    Duration limit(@Nullable Duration callTimeout) {
        Duration allowed = callTimeout == null ? grace : callTimeout;
        return allowed == null || serverWaits == null ? null : allowed.plus(serverWaits);
    }

    /**
     * Waits for what a future gives.
     *
     * @throws ManagerException what it failed with, as an exception of this thread
     * @throws InterruptedException when the thread was interrupted, and that ends the wait
     */
    <T> T until(CompletableFuture<T> future) throws InterruptedException {
        try {
            return until(future, null, () -> {});
        } catch (TimeoutException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The same within a time.
     *
     * @param limit null for any time
     * @param whenInterrupted what is done before the wait goes on after an interrupt
     * @throws TimeoutException when the time was up
     */
    <T> T until(CompletableFuture<T> future, @Nullable Duration limit, Runnable whenInterrupted)
            throws InterruptedException, TimeoutException {
        try {
            return outcome(future, limit);
        } catch (InterruptedException interrupt) {
            if (afterInterrupt != null && afterInterrupt.isZero()) {
                throw interrupt;
            }
            whenInterrupted.run();
            T value = afterInterrupt == null ? inAnyCase(future) : late(future, afterInterrupt);
            Thread.currentThread().interrupt();
            return value;
        }
    }

    private static <T> T late(CompletableFuture<T> future, Duration limit) throws InterruptedException {
        try {
            return outcome(future, limit);
        } catch (TimeoutException e) {
            throw new InterruptedException("interrupted, and no reply came since");
        }
    }

    /** What a future gives; an interrupt is kept for later. */
    static <T> T inAnyCase(CompletableFuture<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return outcome(future, null);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T outcome(CompletableFuture<T> future, @Nullable Duration limit)
            throws InterruptedException, TimeoutException {
        try {
            return limit == null ? future.get() : future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw thrown(JavaFailure.unwrapped(e));
        }
    }

    static RuntimeException thrown(Throwable cause) {
        if (cause instanceof ManagerException known) {
            return known.again();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked
                ? unchecked
                : new ManagerException(String.valueOf(cause.getMessage()), cause);
    }
}
