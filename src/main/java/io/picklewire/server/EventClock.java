package io.picklewire.server;

import java.util.concurrent.TimeUnit;

/**
 * The time of events: nanoseconds since 1970 when the clock was made, and from then on of a clock that only moves on. Any
 * thread.
 */
final class EventClock {
    private final long offset;

    /** A clock that shows no time before {@code earliest}. */
    EventClock(long earliest) {
        offset = Math.max(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()), earliest) - System.nanoTime();
    }

    long time() {
        return System.nanoTime() + offset;
    }
}
