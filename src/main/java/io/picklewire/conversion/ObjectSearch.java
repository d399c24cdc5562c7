package io.picklewire.conversion;

import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for objects of Python's classes in a value, which most values have none of. Used once, by one thread. */
final class ObjectSearch {
    private final Deque<Object> pending = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean isFound;

    private ObjectSearch() {}

    static boolean holdsObjects(@Nullable Object value) {
        ObjectSearch search = new ObjectSearch();
        search.add(value);
        while (!search.isFound && !search.pending.isEmpty()) {
            search.visit(search.pending.pop());
        }
        return search.isFound;
    }

    private void visit(Object container) {
        if (container instanceof PyTuple tuple) {
            tuple.asList().forEach(this::add);
        } else if (container instanceof Collection<?> items) {
            items.forEach(this::add);
        } else if (container instanceof Map<?, ?> map) {
            map.values().forEach(this::add);
        }
    }

    private void add(@Nullable Object value) {
        isFound |= value instanceof PyObject;
        boolean isContainer = value instanceof PyTuple || value instanceof Collection || value instanceof Map;
        if (value != null && isContainer && seen.add(value)) {
            pending.push(value);
        }
    }
}
