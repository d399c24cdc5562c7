package io.picklewire.shared;

import io.picklewire.python.PyException;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An application's map, its keys looked up by Python's: an int finds the application's Integer, Long or whatever
 * whole number is there. What it gives are the application's own keys and values. Guarded as the map is.
 */
final class JavaEntries extends AbstractMap<@Nullable Object, @Nullable Object> {
    private final Map<@Nullable Object, @Nullable Object> entries;

    JavaEntries(Map<@Nullable Object, @Nullable Object> entries) {
        this.entries = entries;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return MapKey.has(entries, MapKey.in(entries, key));
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        Object known = MapKey.in(entries, key);
        return MapKey.has(entries, known) ? entries.get(known) : null;
    }

    @Override
    public @Nullable Object put(@Nullable Object key, @Nullable Object value) {
        try {
            return entries.put(MapKey.in(entries, key), value);
        } catch (NullPointerException e) {
            if (key != null && value != null) {
                throw e;
            }
            throw PyException.typeError("this map is a " + entries.getClass().getName()
                    + ", which cannot hold None as a " + (key == null ? "key" : "value"));
        }
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
        Object known = MapKey.in(entries, key);
        return MapKey.has(entries, known) ? entries.remove(known) : null;
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
