package io.picklewire.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits in the manager slice by slice. CPython's manager goes on with a method whose caller is gone: an item that
 * an abandoned {@code get} takes is lost, a lock that an abandoned {@code acquire} takes is never released. So no
 * call waits for longer than a slice, and an interrupted thread still takes what its slice brings.
 */
final class Slices {
    /** What an attempt gives when its time was up. */
    static final Object NOTHING = new Object();

    private static final Duration SLICE = Duration.ofMillis(500);

    private Slices() {}

    /** One attempt. */
    interface Attempt {
        /** What was waited for, or {@link #NOTHING}, within that time. */
        @Nullable
        Object within(Duration slice);
    }

    /**
     * Attempts until one gives something, or the time is up.
     *
     * @param total null for any time
     * @throws InterruptedException when the thread was interrupted, and the attempt gave nothing
     */
    static @Nullable Object wait(@Nullable Duration total, Attempt attempt) throws InterruptedException {
        long deadline = System.nanoTime() + (total == null ? 0 : nanos(total));
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Duration left = total == null ? SLICE : Duration.ofNanos(deadline - System.nanoTime());
            Object given = attempt.within(left.compareTo(SLICE) > 0 ? SLICE : left.isNegative() ? Duration.ZERO : left);
            if (given != NOTHING || (total != null && left.compareTo(SLICE) <= 0)) {
                return given;
            }
        }
    }

    /** The same for a thread that waits in any case; an interrupt is kept. */
    static @Nullable Object waitInAnyCase(Attempt attempt) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait(null, attempt);
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

    /** Longer ones than nanoseconds can count are as good as none. */
    private static long nanos(Duration total) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return total.compareTo(longest) > 0 ? longest.toNanos() : total.toNanos();
    }

    /** As Python's methods take it. */
    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
