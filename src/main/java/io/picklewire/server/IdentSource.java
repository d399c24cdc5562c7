package io.picklewire.server;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Makes idents: lower-case hexadecimal as CPython's are, never one twice, and none that can be told from others: a count,
 * which keeps them apart, and 64 bits that only the generator knows. Any thread.
 */
final class IdentSource {
    private static final int SHORTEST_COUNT = 4;

    private final RandomGenerator random;
    private long last;

    /** What {@code random} gives must not be foreseen by clients. */
    IdentSource(RandomGenerator random) {
        this.random = random;
    }

    synchronized String next() {
        HexFormat hex = HexFormat.of();
        String count = Long.toHexString(++last);
        return "0".repeat(Math.max(0, SHORTEST_COUNT - count.length())) + count + hex.toHexDigits(random.nextLong());
    }
}
