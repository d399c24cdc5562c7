package io.picklewire.connection;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** For states that nothing tells of: looks until they are there. */
public final class Eventually {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private static final long PAUSE_NANOS = 200_000;

    private Eventually() {}

    /** Fails when it does not within 20 seconds. */
    public static void holds(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within 20 seconds");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The thread waits for something, which is assumed to be what it was started for. */
    public static void waits(Thread thread) {
        holds(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
    }
}
