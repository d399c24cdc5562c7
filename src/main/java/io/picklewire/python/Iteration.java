package io.picklewire.python;

import java.math.BigInteger;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Python's iteration over a value, and what {@code dict(value)} makes of it. Source: CPython's {@code iter} and
 * {@code dict.update}. Iterators are lazy: a value must not change as long as one is in use.
 */
public final class Iteration {
    /** A range may be so long that its items are not counted for an error's text. */
    private static final int MOST_COUNTED = 1_000_000;

    private Iteration() {}

    /**
     * What {@code iter(value)} gives. A range may go on for very long.
     *
     * @throws PyException TypeError when the value cannot be iterated over
     */
    public static Iterator<@Nullable Object> of(@Nullable Object value) {
        return of(value, 0);
    }

    /** @param depth how many iterators are around this one */
    static Iterator<@Nullable Object> of(@Nullable Object given, int depth) {
        Object value = BuiltinValue.of(given);
        Iterator<@Nullable Object> iterator =
                value instanceof PyObject object ? ObjectItems.iterator(object, depth) : builtin(value);
        if (iterator == null) {
            throw PyException.typeError("'" + TypeName.of(value) + "' object is not iterable");
        }
        return iterator;
    }

    private static @Nullable Iterator<@Nullable Object> builtin(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return cast(map.keySet().iterator());
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
        byte[] bytes = ByteSequences.of(value);
        if (bytes == null) {
            return null;
        }
        IntStream positions = IntStream.range(0, bytes.length);
        return value instanceof Py2Str
                ? cast(positions.mapToObj(i -> Py2Str.of(new byte[] {bytes[i]})).iterator())
                : cast(positions.mapToObj(i -> bytes[i] & 0xff).iterator());
    }

    private static Iterator<@Nullable Object> characters(IntStream codePoints) {
        return cast(codePoints.mapToObj(point -> PyText.of(new int[] {point})).iterator());
    }

    @SuppressWarnings("unchecked") // whatever the iterator gives is an Object
    static Iterator<@Nullable Object> cast(Iterator<?> iterator) {
        return (Iterator<@Nullable Object>) iterator;
    }

    /**
     * Gives what {@code dict(value)} puts in: a mapping's entries, or the pairs that an iterable gives, up to the
     * first that is none.
     *
     * @throws PyException TypeError or ValueError, with Python's text, when the value is neither
     */
    public static void forEachEntry(@Nullable Object given, BiConsumer<@Nullable Object, @Nullable Object> put) {
        Object value = BuiltinValue.of(given);
        if (value instanceof Map<?, ?> map) {
            map.forEach(put);
            return;
        }
        List<Map.Entry<@Nullable Object, @Nullable Object>> own =
                value instanceof PyObject object ? ObjectItems.entries(object) : null;
        if (own != null) {
            own.forEach(entry -> put.accept(entry.getKey(), entry.getValue()));
            return;
        }
        int position = 0;
        for (Iterator<@Nullable Object> pairs = of(value); pairs.hasNext(); position++) {
            Map.Entry<@Nullable Object, @Nullable Object> pair = pair(pairs.next(), position);
            put.accept(pair.getKey(), pair.getValue());
        }
    }

    /** All that {@link #forEachEntry} gives. */
    static List<Map.Entry<@Nullable Object, @Nullable Object>> entries(@Nullable Object value) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> entries = new ArrayList<>();
        forEachEntry(value, (key, item) -> entries.add(new SimpleImmutableEntry<>(key, item)));
        return entries;
    }

    private static Map.Entry<@Nullable Object, @Nullable Object> pair(@Nullable Object element, int position) {
        String which = "dictionary update sequence element #" + position;
        Iterator<@Nullable Object> parts;
        try {
            parts = of(element);
        } catch (PyException e) {
            throw PyException.typeError("cannot convert " + which + " to a sequence");
        }
        Object key = parts.hasNext() ? parts.next() : null;
        if (parts.hasNext()) {
            Object value = parts.next();
            if (!parts.hasNext()) {
                return new SimpleImmutableEntry<>(key, value);
            }
        }
        throw PyException.valueError(which + " has length " + length(element) + "; 2 is required");
    }

    private static BigInteger length(@Nullable Object value) {
        if (value instanceof PyRange range) {
            return range.size();
        }
        int length = 0;
        for (Iterator<?> each = of(value); each.hasNext() && length < MOST_COUNTED; each.next()) {
            length++;
        }
        return BigInteger.valueOf(length);
    }
}
