package io.picklewire.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code slice}.
 *
 * @param start where it starts, or None
 * @param stop where it stops, not included, or None
 * @param step how it goes, or None for 1
 */
public record PySlice(@Nullable Object start, @Nullable Object stop, @Nullable Object step) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PySlice && Equality.equal(this, other);
    }

    @Override
    public int hashCode() {
        return new Hash().part(this);
    }

    /**
     * The slice on a sequence of a certain length.
     *
     * @param start the first index
     * @param stop where it stops, not included, as Python's {@code slice.indices} gives it
     * @param step the distance from one index to the next, not 0
     * @param count how many indexes there are
     */
    public record Indices(int start, int stop, int step, int count) {
        /** The {@code i}th index. */
        public int at(int i) {
            return start + i * step;
        }
    }

    /**
     * What the slice means for a sequence of {@code length} items. Source: CPython's {@code slice.indices}.
     *
     * @throws PyException TypeError for a part that is no int, ValueError for a step of 0
     */
    public Indices indices(int length) {
        int by = step == null ? 1 : clamp(index(step), -Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (by == 0) {
            throw PyException.valueError("slice step cannot be zero");
        }
        int lower = by < 0 ? -1 : 0;
        int upper = by < 0 ? length - 1 : length;
        int from = start == null ? (by < 0 ? upper : lower) : bounded(start, length, lower, upper);
        int to = stop == null ? (by < 0 ? lower : upper) : bounded(stop, length, lower, upper);
        long span = by < 0 ? (long) from - to : (long) to - from;
        long stride = Math.abs((long) by);
        int count = span <= 0 ? 0 : (int) ((span - 1) / stride + 1);
        return new Indices(from, to, by, count);
    }

    private static int bounded(Object bound, int length, int lower, int upper) {
        BigInteger index = index(bound);
        return clamp(index.signum() < 0 ? index.add(BigInteger.valueOf(length)) : index, lower, upper);
    }

    private static int clamp(BigInteger value, int lower, int upper) {
        return value.max(BigInteger.valueOf(lower))
                .min(BigInteger.valueOf(upper))
                .intValue();
    }

    private static BigInteger index(Object part) {
        if (!Index.isIndex(part)) {
            throw PyException.typeError("slice indices must be integers or None or have an __index__ method");
        }
        return Index.of(part);
    }
}
