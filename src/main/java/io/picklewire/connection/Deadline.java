package io.picklewire.connection;

import java.time.Duration;

/** A time limit that has begun to run. Immutable. */
final class Deadline {
    /** Longer ones than nanoseconds can count are as good as none. */
    static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private static final long MILLI = 1_000_000;

    private final Duration limit;
    private final long end;

    private Deadline(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + nanos(limit);
    }

    static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    private static long nanos(Duration limit) {
        return limit.isNegative() ? 0 : (limit.compareTo(LONGEST) > 0 ? LONGEST : limit).toNanos();
    }

    /** 0 or less when the time is up. */
    long nanosLeft() {
        return end - System.nanoTime();
    }

    /** At least 1 and rounded up, as 0 means no limit to those that take it. */
    int millisLeft() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, (nanosLeft() + MILLI - 1) / MILLI));
    }

    /** The limit as people write it: {@code 10 s}, {@code 250 ms}. */
    @Override
    public String toString() {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
