package io.picklewire.python;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Python's {@code filter}: the items for which a function is true. Not thread-safe. */
final class FilterIterator implements Iterator<@Nullable Object> {
    private final Iterator<@Nullable Object> items;
    private final Predicate<@Nullable Object> condition;
    private boolean isFound;
    private @Nullable Object found;

    FilterIterator(Iterator<@Nullable Object> items, Predicate<@Nullable Object> condition) {
        this.items = items;
        this.condition = condition;
    }

    @Override
    public boolean hasNext() {
        while (!isFound && items.hasNext()) {
            found = items.next();
            isFound = condition.test(found);
        }
        return isFound;
    }

    @Override
    public @Nullable Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        isFound = false;
        return found;
    }
}
