package io.picklewire.shared;

import io.picklewire.python.PyException;
import java.math.BigInteger;

/**
 * How many items one call may make: what a request asks for has no relation to its own size, and Python's own list would
 * run out of memory too. Any thread.
 */
final class ResultLimit {
    /** Of the heap, a share for one result that is still there when others make theirs. */
    private static final long BYTES_AN_ITEM = 64;

    /** What an iterator makes is larger than a reference to what is there. */
    private static final long BYTES_MADE = 512;

    private static final long MOST = most(BYTES_AN_ITEM);
    /** Of a range: as many take a fraction of a second, in which nobody else is served. */
    private static final long MOST_COUNTED = Math.min(most(BYTES_MADE), 10_000_000);
    /** Of what is worked out one by one, as {@code map} does. */
    private static final long MOST_MADE = Math.min(most(BYTES_MADE), 1_000_000);

    private ResultLimit() {}

    private static long most(long bytes) {
        return Math.min(Runtime.getRuntime().maxMemory() / bytes, Integer.MAX_VALUE / 2);
    }

    /** @throws PyException MemoryError when there is no room for so many references */
    static void require(long items) {
        require(items, MOST);
    }

    /** @throws PyException MemoryError when there is no room for as many references as a range has numbers */
    static void require(BigInteger numbers) {
        require(number(numbers));
    }

    /** @throws PyException MemoryError when there is no room for so many numbers of a range */
    static void requireCounted(BigInteger numbers) {
        require(number(numbers), MOST_COUNTED);
    }

    private static long number(BigInteger count) {
        return count.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }

    /** @throws PyException MemoryError when there is no room for so many new items */
    static void requireMade(long items) {
        require(items, MOST_MADE);
    }

    private static void require(long items, long most) {
        if (items > most) {
            throw PyException.memoryError(
                    "the result would have " + items + " items; allowed are " + most + " with this heap");
        }
    }

    /**
     * The size of a sequence repeated so often.
     *
     * @throws PyException MemoryError when there is no room for it
     */
    static int repeated(int size, int times) {
        require((long) size * times);
        return size * times;
    }
}
