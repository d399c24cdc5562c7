package io.picklewire.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before each further attempt to connect. The time doubles with every attempt, up to a second, and a
 * random part of it is waited, so that the many clients of a server do not all come at once. Not thread-safe.
 */
final class Backoff {
    private static final double FIRST_MILLIS = 20;
    private static final double LONGEST_MILLIS = 1000;

    private final DoubleSupplier random;
    private double ceiling = FIRST_MILLIS;

    /** @param random numbers from 0 to 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    Duration next() {
        double part = 0.5 + random.getAsDouble() / 2;
        Duration wait = Duration.ofNanos((long) (ceiling * part * 1_000_000));
        ceiling = Math.min(LONGEST_MILLIS, ceiling * 2);
        return wait;
    }
}
