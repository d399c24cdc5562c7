package io.picklewire.python;

import java.util.*;
import org.jspecify.annotations.Nullable;

public final class PyTuple implements Iterable<@Nullable Object> {
    public static final PyTuple EMPTY = new PyTuple(new Object[0]);
    private final @Nullable Object[] items;

    private PyTuple(@Nullable Object[] items) {
        this.items = items;
    }

    public static PyTuple of(@Nullable Object... items) {
        return new PyTuple(items);
    }

    public static PyTuple copyOf(Collection<?> items) {
        return new PyTuple(items.toArray());
    }

    public int size() {
        return items.length;
    }

    public @Nullable Object get(int i) {
        return items[i];
    }

    public List<@Nullable Object> asList() {
        return Collections.unmodifiableList(Arrays.asList(items));
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return asList().iterator();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof PyTuple t && t.asList().equals(asList());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(items);
    }

    @Override
    public String toString() {
        return asList().toString();
    }
}
