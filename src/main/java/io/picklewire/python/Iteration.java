package io.picklewire.python;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Python's iteration over a value, and what {@code dict(value)} makes of it. */
public final class Iteration {
    private static final Set<String> MAPPINGS = Set.of("OrderedDict", "defaultdict", "Counter", "dict");

    private Iteration() {}

    /**
     * What {@code iter(value)} gives.
     *
     * @throws PyException TypeError when the value cannot be iterated over
     */
    public static Iterator<@Nullable Object> of(@Nullable Object value) {
        Iterator<@Nullable Object> builtin = builtin(value);
        if (builtin != null) {
            return builtin;
        }
        if (value instanceof PyObject object) {
            Iterable<@Nullable Object> parts = parts(object);
            if (parts != null) {
                return parts.iterator();
            }
        }
        throw PyException.typeError("'" + TypeName.of(value) + "' object is not iterable");
    }

    private static @Nullable Iterator<@Nullable Object> builtin(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return keys(map);
        }
        if (value instanceof Iterable<?> items) {
            return cast(items.iterator());
        }
        if (value instanceof String text) {
            return characters(text.codePoints());
        }
        if (value instanceof PyText text) {
            return characters(IntStream.of(text.codePoints()));
        }
        if (value instanceof Py2Str str) {
            return builtin(str.toPython3());
        }
        byte[] bytes = Bytes.of(value);
        if (bytes == null) {
            return null;
        }
        return cast(
                IntStream.range(0, bytes.length).mapToObj(i -> bytes[i] & 0xff).iterator());
    }

    private static Iterator<@Nullable Object> keys(Map<?, ?> map) {
        List<@Nullable Object> keys = new ArrayList<>(map.keySet());
        return keys.iterator();
    }

    private static Iterator<@Nullable Object> characters(IntStream codePoints) {
        return cast(codePoints.mapToObj(point -> PyText.of(new int[] {point})).iterator());
    }

    @SuppressWarnings("unchecked") // whatever the iterator gives is an Object
    private static Iterator<@Nullable Object> cast(Iterator<?> iterator) {
        return (Iterator<@Nullable Object>) iterator;
    }

    /** The items of an object that pickles as a collection, or as an iterator over one. */
    private static @Nullable Iterable<@Nullable Object> parts(PyObject object) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> entries = entriesOf(object);
        if (entries != null) {
            List<@Nullable Object> keys = new ArrayList<>();
            entries.forEach(entry -> keys.add(entry.getKey()));
            return keys;
        }
        if (!object.items().isEmpty() || object.calls("collections", "deque")) {
            return object.items();
        }
        if (!object.additions().isEmpty()) {
            return object.additions();
        }
        Object first = firstArgument(object);
        boolean iterator = object.callable() instanceof PyGlobal global && global.isBuiltin("iter");
        if (iterator && first != null) {
            return remaining(object, first);
        }
        boolean reversed = object.callable() instanceof PyGlobal global && global.isBuiltin("reversed");
        if (reversed && first != null) {
            List<@Nullable Object> items = list(first);
            Collections.reverse(items);
            return items;
        }
        if (object.calls("array", "array") && object.args() instanceof PyTuple args && args.size() == 2) {
            return args.get(1) instanceof List<?> items ? list(items) : null;
        }
        return null;
    }

    private static List<@Nullable Object> remaining(PyObject iterator, Object sequence) {
        List<@Nullable Object> items = list(sequence);
        Object position = iterator.states().isEmpty() ? 0 : iterator.states().get(0);
        int from = Index.isIndex(position) ? Index.of(position).intValue() : 0;
        return items.subList(Math.max(0, Math.min(from, items.size())), items.size());
    }

    private static @Nullable Object firstArgument(PyObject object) {
        return object.args() instanceof PyTuple args && args.size() > 0 ? args.get(0) : null;
    }

    private static List<@Nullable Object> list(@Nullable Object value) {
        List<@Nullable Object> items = new ArrayList<>();
        of(value).forEachRemaining(items::add);
        return items;
    }

    private static @Nullable List<Map.Entry<@Nullable Object, @Nullable Object>> entriesOf(PyObject object) {
        boolean counter = object.calls("collections", "Counter");
        if (counter && firstArgument(object) instanceof Map<?, ?> counts) {
            return entries(PyDict.copyOf(counts));
        }
        boolean mapping = object.callable() instanceof PyGlobal global
                && global.module().equals("collections")
                && MAPPINGS.contains(global.name());
        return mapping || !object.entries().isEmpty() ? object.entries() : null;
    }

    /**
     * What {@code dict(value)} puts in: a mapping's entries, or the pairs that an iterable gives.
     *
     * @throws PyException TypeError or ValueError, with Python's text, when the value is neither
     */
    public static List<Map.Entry<@Nullable Object, @Nullable Object>> entries(@Nullable Object value) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> entries = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> entries.add(entry(key, item)));
            return entries;
        }
        if (value instanceof PyObject object) {
            List<Map.Entry<@Nullable Object, @Nullable Object>> own = entriesOf(object);
            if (own != null) {
                return own;
            }
        }
        for (Iterator<@Nullable Object> pairs = of(value); pairs.hasNext(); ) {
            entries.add(pair(pairs.next(), entries.size()));
        }
        return entries;
    }

    private static Map.Entry<@Nullable Object, @Nullable Object> pair(@Nullable Object element, int position) {
        List<@Nullable Object> pair;
        try {
            pair = list(element);
        } catch (PyException e) {
            throw PyException.typeError(
                    "cannot convert dictionary update sequence element #" + position + " to a sequence");
        }
        if (pair.size() != 2) {
            throw PyException.valueError("dictionary update sequence element #" + position + " has length "
                    + pair.size() + "; 2 is required");
        }
        return entry(pair.get(0), pair.get(1));
    }

    private static Map.Entry<@Nullable Object, @Nullable Object> entry(@Nullable Object key, @Nullable Object value) {
        return new SimpleImmutableEntry<>(key, value);
    }
}
