package io.picklewire.python;

import java.math.BigInteger;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Python's {@code enumerate}. */
final class EnumerateIterator implements Iterator<@Nullable Object> {
    private final Iterator<@Nullable Object> items;
    private BigInteger index;

    EnumerateIterator(Iterator<@Nullable Object> items, BigInteger start) {
        this.items = items;
        this.index = start;
    }

    @Override
    public boolean hasNext() {
        return items.hasNext();
    }

    @Override
    public Object next() {
        Object item = items.next();
        PyTuple pair = PyTuple.of(Index.smallest(index), item);
        index = index.add(BigInteger.ONE);
        return pair;
    }
}
