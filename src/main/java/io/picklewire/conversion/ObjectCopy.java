package io.picklewire.conversion;

import io.picklewire.python.PyDict;
import io.picklewire.python.PyException;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Copies containers, however deep, with other values in place of some: those that a rule says. What a value
 * holds twice is copied once, so a value may contain itself. Used once, by one thread.
 */
final class ObjectCopy {
    private static final int DEEPEST_KEY = 100;

    private final UnaryOperator<@Nullable Object> rule;
    private final int deepest;
    /** Whether Python's dicts and sets stay what they are; else they are Java's. */
    private final boolean isPython;

    private final IdentityHashMap<Object, Object> copies = new IdentityHashMap<>();
    private final IdentityHashMap<Object, @Nullable Object> keys = new IdentityHashMap<>();
    private final Deque<Runnable> unfilled = new ArrayDeque<>();

    /** How deep that is which is being filled. */
    private int depth;

    private ObjectCopy(UnaryOperator<@Nullable Object> rule, int deepest, boolean isPython) {
        this.rule = rule;
        this.deepest = deepest;
        this.isPython = isPython;
    }

    /**
     * The copy of a value.
     *
     * @param rule what takes a value's place, perhaps a container that is copied in turn; else the value itself
     */
    static @Nullable Object of(@Nullable Object value, UnaryOperator<@Nullable Object> rule) {
        return of(value, rule, Integer.MAX_VALUE);
    }

    /**
     * The same.
     *
     * @param deepest how many containers may be in each other
     * @throws PyException RecursionError when there are more
     */
    static @Nullable Object of(@Nullable Object value, UnaryOperator<@Nullable Object> rule, int deepest) {
        return new ObjectCopy(rule, deepest, false).whole(value);
    }

    /** The copy of a Python value, whose dicts and sets are Python's again. */
    static @Nullable Object ofPython(@Nullable Object value, UnaryOperator<@Nullable Object> rule) {
        return new ObjectCopy(rule, Integer.MAX_VALUE, true).whole(value);
    }

    private @Nullable Object whole(@Nullable Object value) {
        Object top = part(value);
        while (!unfilled.isEmpty()) {
            unfilled.pop().run();
        }
        return top;
    }

    /** The copy of a part, to be filled later if it is a container. */
    private @Nullable Object part(@Nullable Object original) {
        if (original == null) {
            return null;
        }
        Object known = copies.get(original);
        if (known != null) {
            return known;
        }
        Object value = rule.apply(original);
        Object made = value == null ? null : container(value);
        if (made == null) {
            return value;
        }
        copies.put(original, made);
        return made;
    }

    private @Nullable Object container(Object value) {
        if (value instanceof ByReference) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> entries = isPython ? new PyDict() : new LinkedHashMap<>();
            fillLater(() -> map.forEach((key, item) -> entries.put(key(key), part(item))));
            return entries;
        }
        if (value instanceof PySet set && set.isFrozen()) {
            return hashable(set, DEEPEST_KEY);
        }
        if (value instanceof Set<?> set) {
            Set<@Nullable Object> members = isPython ? PySet.set() : new LinkedHashSet<>();
            fillLater(() -> set.forEach(member -> members.add(key(member))));
            return members;
        }
        if (value instanceof Collection<?> collection) {
            // toArray, because concurrent collections give a snapshot there
            @Nullable Object[] source = collection.toArray();
            List<@Nullable Object> items = new ArrayList<>(source.length);
            fillLater(() -> Arrays.stream(source).forEach(item -> items.add(part(item))));
            return items;
        }
        return value instanceof PyTuple tuple ? array(tuple.asList().toArray()) : objects(value);
    }

    private void fillLater(Runnable filling) {
        int inside = depth + 1;
        if (inside > deepest) {
            throw PyException.recursionError("the value is nested deeper than " + deepest + " levels");
        }
        unfilled.push(() -> {
            depth = inside;
            filling.run();
        });
    }

    /** A Java array of objects is a tuple to Python. */
    private @Nullable Object objects(Object value) {
        return value instanceof Object[] array ? array(array) : null;
    }

    private PyTuple array(@Nullable Object[] source) {
        @Nullable Object[] items = new @Nullable Object[source.length];
        fillLater(() -> Arrays.setAll(items, i -> part(source[i])));
        return PyTuple.of(items);
    }

    /**
     * Keys and members have to be hashable in Python: tuples where values have lists, frozen sets where they have sets. What
     * is deep in them stays as it is.
     */
    private @Nullable Object key(@Nullable Object original) {
        return key(original, DEEPEST_KEY);
    }

    private @Nullable Object key(@Nullable Object original, int levels) {
        if (original == null || levels == 0) {
            return original;
        }
        Object known = keys.get(original);
        if (known == null) {
            boolean isFixed = original instanceof PyTuple || original instanceof PySet;
            Object value = isFixed ? original : rule.apply(original);
            known = value == null ? null : hashable(value, levels);
            keys.put(original, known);
        }
        return known;
    }

    private Object hashable(Object value, int levels) {
        if (value instanceof List<?> list) {
            return tuple(list, levels);
        }
        if (value instanceof Object[] array) {
            return tuple(Arrays.asList(array), levels);
        }
        if (value instanceof Set<?> set) {
            return PySet.frozen(Arrays.asList(items(set, levels)));
        }
        return value instanceof PyTuple tuple ? tuple(tuple.asList(), levels) : value;
    }

    private PyTuple tuple(List<?> items, int levels) {
        return PyTuple.of(items(items, levels));
    }

    private @Nullable Object[] items(Collection<?> items, int levels) {
        return items.stream().map(item -> key(item, levels - 1)).toArray();
    }
}
