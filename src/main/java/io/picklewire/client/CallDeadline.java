package io.picklewire.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time by which a call must have its reply, if there is a limit. Immutable. */
final class CallDeadline {
    /** A limit that does not fit into nanoseconds is no limit. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final @Nullable Duration limit;
    private final long end;

    private CallDeadline(@Nullable Duration limit, long start) {
        this.limit = limit != null && limit.compareTo(LONGEST) > 0 ? null : limit;
        this.end = start + (this.limit == null ? 0 : this.limit.toNanos());
    }

    /** From now on; null is no limit. */
    static CallDeadline in(@Nullable Duration limit) {
        return since(System.nanoTime(), limit);
    }

    /** From a time on, as {@link System#nanoTime} has it. */
    static CallDeadline since(long start, @Nullable Duration limit) {
        return new CallDeadline(limit, start);
    }

    /** What is left, not below zero; null is any time. */
    @Nullable
    Duration left() {
        return limit == null ? null : Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** The failure to get a connection in time. */
    UnreachableException passed(String server) {
        return new UnreachableException("no connection to " + server + " within " + this + "; nothing was sent", null);
    }

    /** The limit as people write it. */
    @Override
    public String toString() {
        return limit == null ? "any time" : limit.toMillis() + " ms";
    }
}
