package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.python.Equality;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An application's map, its keys looked up by Python's: an int finds the application's Integer, Long or whatever
 * whole number is there. What it gives are the application's own keys and values. Each operation is one of the
 * application's map, so that it is atomic where that one's are. Guarded as the map is.
 */
final class PythonKeyedMap extends AbstractMap<@Nullable Object, @Nullable Object> {
    private final Map<@Nullable Object, @Nullable Object> entries;
    private final CustomTypes types;

    PythonKeyedMap(Map<@Nullable Object, @Nullable Object> entries, CustomTypes types) {
        this.entries = entries;
        this.types = types;
    }

    /** Objects of which Java has a type, such as dates, are keys of that type. */
    private @Nullable Object known(@Nullable Object key) {
        if (key instanceof PyObject) {
            Equality.hash(key);
            return types.toJava(key);
        }
        return KeyLookup.in(entries.keySet(), key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return KeyLookup.isIn(entries.keySet(), known(key));
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return getOrDefault(key, null);
    }

    @Override
    public @Nullable Object getOrDefault(@Nullable Object key, @Nullable Object otherwise) {
        try {
            return entries.getOrDefault(known(key), otherwise);
        } catch (ClassCastException | NullPointerException e) { // it cannot hold such a key
            return otherwise;
        }
    }

    @Override
    public @Nullable Object put(@Nullable Object key, @Nullable Object value) {
        return holding(key, value, () -> entries.put(known(key), value));
    }

    @Override
    public @Nullable Object putIfAbsent(@Nullable Object key, @Nullable Object value) {
        return holding(key, value, () -> entries.putIfAbsent(known(key), value));
    }

    private @Nullable Object holding(
            @Nullable Object key, @Nullable Object value, Supplier<@Nullable Object> operation) {
        try {
            return operation.get();
        } catch (NullPointerException e) {
            if (key != null && value != null) {
                throw e;
            }
            throw PyException.typeError("this map is a " + entries.getClass().getName()
                    + ", which cannot hold None as a " + (key == null ? "key" : "value"));
        }
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        return entries.remove(known(key), value);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public Set<Entry<@Nullable Object, @Nullable Object>> entrySet() {
        return entries.entrySet();
    }
}
