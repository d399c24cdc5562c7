package io.picklewire.python;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code dict}: in order of insertion, keys compared as Python does ({@code 1}, {@code 1.0} and
 * {@code True} are one key, and the first of them stays). A key that Python cannot hash is a
 * {@link PyException} TypeError. Not thread-safe.
 */
public final class PyDict extends AbstractMap<@Nullable Object, @Nullable Object> {
    private final Map<Key, @Nullable Object> entries = new LinkedHashMap<>();

    /** An empty dict. */
    public PyDict() {}

    /** A dict of what the map holds. */
    public static PyDict copyOf(Map<?, ?> map) {
        PyDict dict = new PyDict();
        map.forEach(dict::put);
        return dict;
    }

    @Override
    public @Nullable Object put(@Nullable Object key, @Nullable Object value) {
        return entries.put(new Key(key), value);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return entries.get(new Key(key));
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return entries.containsKey(new Key(key));
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
        return entries.remove(new Key(key));
    }

    /**
     * The key that was inserted last; the dict must not be empty.
     *
     * <p>It walks the entries from the front: Java 17's map has no way from the end.
     */
    public @Nullable Object lastKey() {
        Key last = null;
        for (Key key : entries.keySet()) {
            last = key;
        }
        return last == null ? null : last.value();
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
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<@Nullable Object, @Nullable Object>> iterator() {
                return new EntryIterator(entries.entrySet().iterator());
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Map && Equality.equal(this, other);
    }

    /** The same for all dicts of this size, so that it does not change with the values. */
    @Override
    public int hashCode() {
        return size();
    }

    @Override
    public String toString() {
        return Repr.of(this);
    }

    private record EntryIterator(Iterator<Map.Entry<Key, @Nullable Object>> entries)
            implements Iterator<Map.Entry<@Nullable Object, @Nullable Object>> {
        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public Map.Entry<@Nullable Object, @Nullable Object> next() {
            Map.Entry<Key, @Nullable Object> entry = entries.next();
            return new LiveEntry(entry);
        }

        @Override
        public void remove() {
            entries.remove();
        }
    }

    /** An entry whose value may be set. */
    private static final class LiveEntry extends SimpleEntry<@Nullable Object, @Nullable Object> {
        private final transient Map.Entry<Key, @Nullable Object> entry;

        LiveEntry(Map.Entry<Key, @Nullable Object> entry) {
            super(entry.getKey().value(), entry.getValue());
            this.entry = entry;
        }

        @Override
        public @Nullable Object setValue(@Nullable Object value) {
            entry.setValue(value);
            return super.setValue(value);
        }
    }
}
