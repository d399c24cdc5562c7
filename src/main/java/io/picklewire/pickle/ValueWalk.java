package io.picklewire.pickle;

import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Goes through a value and all that is in it, each part once, however deep. Used once, by one thread. */
final class ValueWalk {
    private final Deque<Object> pending = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private ValueWalk() {}

    /** Whether the value, or something in it, is such a one; what comes after the first is not looked at. */
    static boolean anyMatch(@Nullable Object value, Predicate<Object> test) {
        ValueWalk walk = new ValueWalk();
        walk.add(value);
        while (!walk.pending.isEmpty()) {
            Object next = walk.pending.pop();
            if (test.test(next)) {
                return true;
            }
            walk.addPartsOf(next);
        }
        return false;
    }

    private void addPartsOf(Object value) {
        if (value instanceof PyTuple tuple) {
            tuple.asList().forEach(this::add);
        } else if (value instanceof Collection<?> items) {
            items.forEach(this::add);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach(this::addBoth);
        } else if (value instanceof PyObject object) {
            add(object.callable());
            add(object.args());
            add(object.kwargs());
            object.items().forEach(this::add);
            object.additions().forEach(this::add);
            object.states().forEach(this::add);
            object.effects().forEach(this::add);
            object.entries().forEach(entry -> addBoth(entry.getKey(), entry.getValue()));
        }
    }

    private void addBoth(@Nullable Object key, @Nullable Object value) {
        add(key);
        add(value);
    }

    private void add(@Nullable Object value) {
        if (value != null && seen.add(value)) {
            pending.push(value);
        }
    }
}
