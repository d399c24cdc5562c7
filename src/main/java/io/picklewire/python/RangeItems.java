package io.picklewire.python;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The numbers of a {@code range} as a list that does not hold them. Immutable; any thread. */
public final class RangeItems extends AbstractList<@Nullable Object> implements RandomAccess {
    private final PyRange range;
    private final int size;

    /** @throws ArithmeticException when there are more than a list can have */
    public RangeItems(PyRange range) {
        this.range = range;
        this.size = range.size().intValueExact();
    }

    /** The range itself. */
    public PyRange range() {
        return range;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Object get(int index) {
        return Index.smallest(at(Objects.checkIndex(index, size)));
    }

    private BigInteger at(int index) {
        return range.start().add(range.step().multiply(BigInteger.valueOf(index)));
    }

    /** Those from one index to another, as Python's {@code range[from:to]}. */
    public PyRange slice(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        return new PyRange(at(from), at(to), range.step());
    }
}
