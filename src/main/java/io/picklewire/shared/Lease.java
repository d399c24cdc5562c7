package io.picklewire.shared;

import java.time.Duration;

/**
 * How a queue lends its items: {@code get} lends one to the connection, {@code task_done} acknowledges its oldest, and what a
 * connection has not acknowledged when it ends comes back to the front. Immutable; any thread.
 *
 * @param maxDeliveries how often an item is lent before it goes to the dead items, when it comes back
 * @param limit how long an item is lent at most; zero for as long as the connection lasts
 */
public record Lease(int maxDeliveries, Duration limit) {
    /** Five deliveries, and no limit of time. */
    public static final Lease DEFAULT = new Lease(5, Duration.ZERO);

    /** @throws IllegalArgumentException for less than one delivery, or a negative time */
    public Lease {
        if (maxDeliveries < 1) {
            throw new IllegalArgumentException("max deliveries " + maxDeliveries + "; allowed is 1 and more");
        }
        if (limit.isNegative()) {
            throw new IllegalArgumentException("a lease of " + limit + "; allowed is zero (no limit) and more");
        }
    }

    void save(StateWriter out) {
        out.number(maxDeliveries).number(limit.toNanos());
    }

    static Lease read(StateReader in) {
        return new Lease((int) in.number(), Duration.ofNanos(in.number()));
    }
}
