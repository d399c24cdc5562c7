package io.picklewire.client;

import io.picklewire.protocol.Request;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits in the manager slice by slice. CPython's manager goes on with a method whose caller is gone: an item that an
 * abandoned {@code get} takes is lost, a lock that an abandoned {@code acquire} takes is never released. So no call
 * waits for longer than a slice, and an interrupted thread still takes the item that its last slice brings. This
 * project's own manager ends a call when it is asked to ({@link io.picklewire.protocol.Request#CANCEL}): once that is
 * known, which the first wait finds out, one slice lasts for the whole time.
 */
final class PollingWait {
    /** The result of an attempt whose time was up. */
    static final Object NOTHING = new Object();

    static final Duration SLICE = Duration.ofMillis(500);

    private PollingWait() {}

    /**
     * How one attempt waits.
     *
     * @param time for how long; null for any time
     * @param waiting the same as calls have it
     */
    record Slice(@Nullable Duration time, Waiting waiting) {
        /**
         * An attempt of that length. {@code whole}: it lasts for all the time that is left, and the manager ends it
         * when asked.
         */
        static Slice of(@Nullable Duration time, boolean whole) {
            return new Slice(time, whole || time == null ? Waiting.cancellable(time) : Waiting.upTo(time));
        }

        /** The same for a caller who has given a time. */
        Slice punctually() {
            return new Slice(time, waiting.punctually());
        }

        /** As Python's methods take it: None for any time. */
        @Nullable
        Double seconds() {
            return time == null ? null : PollingWait.seconds(time);
        }
    }

    /** One attempt. */
    interface Attempt {
        /** What was waited for, or {@link #NOTHING}. */
        @Nullable
        Object within(Slice slice);
    }

    /**
     * Makes attempts until one gives something, or the time is up.
     *
     * @param session knows whether the manager ends calls when asked; null for a call that cannot be ended and goes
     *     slice by slice
     * @param total null for any time
     * @throws InterruptedException when the thread was interrupted, and the attempt gave nothing
     */
    static @Nullable Object wait(@Nullable ManagerSession session, @Nullable Duration total, Attempt attempt)
            throws InterruptedException {
        long deadline = System.nanoTime() + (total == null ? 0 : nanos(total));
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Duration left = total == null ? null : Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            boolean last = left != null && left.compareTo(SLICE) <= 0;
            boolean whole = !last && session != null && session.knowsToCancel();
            Slice slice = Slice.of(last || whole ? left : SLICE, whole);
            Object given = attempt(attempt, total == null ? slice : slice.punctually());
            if (given != NOTHING || last) {
                return given;
            }
        }
    }

    private static @Nullable Object attempt(Attempt attempt, Slice slice) {
        try {
            return attempt.within(slice);
        } catch (RemoteException e) {
            if (isCancelled(e)) {
                return NOTHING;
            }
            throw e;
        }
    }

    /** Whether a call failed because it was ended on demand. */
    static boolean isCancelled(RemoteException failure) {
        return failure.type().equals(Request.CANCELLED.module() + "." + Request.CANCELLED.name());
    }

    /**
     * The same as {@link #wait}, but an interrupt does not end the wait; the thread is still interrupted afterwards.
     */
    static @Nullable Object waitInAnyCase(@Nullable ManagerSession session, Attempt attempt) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait(session, null, attempt);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A time that does not fit into nanoseconds is no limit. */
    private static long nanos(Duration total) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return total.compareTo(longest) > 0 ? longest.toNanos() : total.toNanos();
    }

    /** As Python's methods take it. */
    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
