package io.picklewire.python;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code range}; two are equal when they go through the same numbers. Immutable; any thread.
 *
 * @param start the first number
 * @param stop where it stops, not included
 * @param step the distance from one number to the next, not 0
 */
public record PyRange(BigInteger start, BigInteger stop, BigInteger step) implements Iterable<@Nullable Object> {
    /** How many numbers it has. Source: CPython's {@code len(range)}. */
    public BigInteger size() {
        BigInteger span = step.signum() < 0 ? start.subtract(stop) : stop.subtract(start);
        return span.signum() <= 0 || step.signum() == 0
                ? BigInteger.ZERO
                : span.subtract(BigInteger.ONE).divide(step.abs()).add(BigInteger.ONE);
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return new Iterator<>() {
            private BigInteger next = start;

            @Override
            public boolean hasNext() {
                return next.compareTo(stop) * step.signum() < 0;
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                BigInteger current = next;
                next = next.add(step);
                return Index.smallest(current);
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyRange && Equality.equal(this, other);
    }

    @Override
    public int hashCode() {
        return ScalarHash.of(this);
    }
}
