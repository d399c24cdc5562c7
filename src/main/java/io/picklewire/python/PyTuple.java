package io.picklewire.python;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code tuple}. Immutable, though what it holds may not be. Equality and hash are Python's. Any
 * thread.
 */
public final class PyTuple implements Iterable<@Nullable Object> {
    /** The empty tuple. */
    public static final PyTuple EMPTY = new PyTuple(new Object[0]);

    private final List<@Nullable Object> items;
    private int hash;

    private PyTuple(@Nullable Object[] items) {
        this.items = Collections.unmodifiableList(Arrays.asList(items));
    }

    /** A tuple of these; the array becomes its own. */
    public static PyTuple of(@Nullable Object... items) {
        return new PyTuple(items);
    }

    /** A tuple of what the collection holds. */
    public static PyTuple copyOf(Collection<?> items) {
        return new PyTuple(items.toArray());
    }

    /** Its length. */
    public int size() {
        return items.size();
    }

    /** The item at {@code index}, from 0. */
    public @Nullable Object get(int index) {
        return items.get(index);
    }

    /** The items; the list cannot be changed. */
    public List<@Nullable Object> asList() {
        return items;
    }

    /** The hash if it is known and will not change, or 0. */
    int knownHash() {
        return hash;
    }

    void keepHash(int known) {
        hash = known;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return items.iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyTuple && Equality.equal(this, other);
    }

    @Override
    public int hashCode() {
        return Hash.of(this);
    }

    @Override
    public String toString() {
        return Repr.of(this);
    }
}
