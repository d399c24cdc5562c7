package io.picklewire.python;

import java.util.*;
import org.jspecify.annotations.Nullable;

public final class PySet extends AbstractSet<@Nullable Object> {
    private final Set<@Nullable Object> s;
    private final boolean frozen;

    private PySet(boolean f, Collection<?> c) {
        s = new LinkedHashSet<>(c);
        frozen = f;
    }

    public static PySet set() {
        return new PySet(false, List.of());
    }

    public static PySet frozen(Collection<?> c) {
        return new PySet(true, c);
    }

    public boolean isFrozen() {
        return frozen;
    }

    @Override
    public boolean add(@Nullable Object o) {
        return s.add(o);
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return s.iterator();
    }

    @Override
    public int size() {
        return s.size();
    }
}
