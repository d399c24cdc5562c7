package io.picklewire.python;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code zip}: it ends with the shortest.
 *
 * @param iterators what is zipped
 */
record ZipIterator(List<Iterator<@Nullable Object>> iterators) implements Iterator<@Nullable Object> {
    @Override
    public boolean hasNext() {
        return !iterators.isEmpty() && iterators.stream().allMatch(Iterator::hasNext);
    }

    @Override
    public Object next() {
        @Nullable Object[] items = new Object[iterators.size()];
        for (int i = 0; i < items.length; i++) {
            items[i] = iterators.get(i).next();
        }
        return PyTuple.of(items);
    }
}
