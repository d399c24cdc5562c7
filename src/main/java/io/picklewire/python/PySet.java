package io.picklewire.python;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code set} or {@code frozenset}, in order of insertion, members compared as Python does. A member
 * that Python cannot hash is a {@link PyException} TypeError. Not thread-safe unless frozen.
 */
public final class PySet extends AbstractSet<@Nullable Object> {
    private final Set<Key> members = new LinkedHashSet<>();
    private final boolean frozen;

    private PySet(boolean frozen) {
        this.frozen = frozen;
    }

    /** An empty {@code set}. */
    public static PySet set() {
        return new PySet(false);
    }

    /** A {@code frozenset} of these. */
    public static PySet frozen(Collection<?> members) {
        PySet set = new PySet(true);
        members.forEach(member -> set.members.add(new Key(member)));
        return set;
    }

    /** Whether it is a {@code frozenset}. */
    public boolean isFrozen() {
        return frozen;
    }

    @Override
    public boolean add(@Nullable Object member) {
        requireMutable();
        return members.add(new Key(member));
    }

    @Override
    public boolean contains(@Nullable Object member) {
        return members.contains(new Key(member));
    }

    @Override
    public boolean remove(@Nullable Object member) {
        requireMutable();
        return members.remove(new Key(member));
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        Iterator<Key> keys = members.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return keys.hasNext();
            }

            @Override
            public @Nullable Object next() {
                return keys.next().value();
            }

            @Override
            public void remove() {
                requireMutable();
                keys.remove();
            }
        };
    }

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Set && Equality.equal(this, other);
    }

    private void requireMutable() {
        if (frozen) {
            throw new UnsupportedOperationException("a frozenset cannot change");
        }
    }

    /** Does not depend on the order of the members. */
    @Override
    public int hashCode() {
        int sum = 0;
        for (Key member : members) {
            sum += member.hashCode();
        }
        return SipHash.of(sum, members.size());
    }

    @Override
    public String toString() {
        return Repr.of(this);
    }
}
