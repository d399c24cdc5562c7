package io.picklewire.pickle;

import io.picklewire.python.Py2Str;
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

/** Tells values that Python 2 made: they hold its own {@code str}, which pickles of later protocols cannot name. */
final class PythonTwo {
    private final Deque<Object> pending = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private PythonTwo() {}

    static boolean isIn(@Nullable Object value) {
        if (value instanceof Py2Str || !isContainer(value)) {
            return value instanceof Py2Str;
        }
        PythonTwo search = new PythonTwo();
        search.add(value);
        while (!search.pending.isEmpty()) {
            Object next = search.pending.pop();
            if (next instanceof Py2Str) {
                return true;
            }
            search.visit(next);
        }
        return false;
    }

    private static boolean isContainer(@Nullable Object value) {
        return value instanceof PyTuple
                || value instanceof PyObject
                || value instanceof Collection
                || value instanceof Map;
    }

    private void visit(Object value) {
        if (value instanceof PyTuple tuple) {
            tuple.asList().forEach(this::add);
        } else if (value instanceof Collection<?> items) {
            items.forEach(this::add);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> {
                add(key);
                add(item);
            });
        } else if (value instanceof PyObject object) {
            add(object.args());
            add(object.kwargs());
            object.items().forEach(this::add);
            object.states().forEach(this::add);
            object.entries().forEach(entry -> {
                add(entry.getKey());
                add(entry.getValue());
            });
        }
    }

    private void add(@Nullable Object value) {
        if (value != null && seen.add(value)) {
            pending.push(value);
        }
    }
}
