package io.picklewire.client;

import io.picklewire.python.PyTuple;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dict in a manager as a {@link Map}, in order of insertion. Every method is one call or a few; its views go
 * through a copy, fetched at once. Those that are several calls, which other programs may come between, say so. A
 * value may be null, Python's {@code None}; {@link #containsKey} tells it from a missing key. A {@link List} as a key
 * is a tuple to Python. Any thread. Source: CPython's {@code DictProxy}.
 *
 * @param <K> what the keys are to this program; see {@link #of}
 * @param <V> what the values are to this program
 */
public final class DictProxy<K, V> extends AbstractMap<K, V> implements RemoteObject {
    private final Proxy proxy;
    private final ElementType<K> keys;
    private final ElementType<V> values;

    private DictProxy(Proxy proxy, ElementType<K> keys, ElementType<V> values) {
        this.proxy = proxy.as(SharedType.DICT);
        this.keys = keys;
        this.values = values;
    }

    /** The object of a proxy as a map: its methods are to be those of Python's dict. */
    public static <K, V> DictProxy<K, V> over(Proxy proxy) {
        return new DictProxy<>(proxy, ElementType.plain(), ElementType.plain());
    }

    /** The same dict, its keys and values converted; what does not fit is a {@link ConversionException}. */
    public <A, B> DictProxy<A, B> of(Class<A> keyType, Class<B> valueType) {
        return new DictProxy<>(proxy, ElementType.of(keyType), ElementType.of(valueType));
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    @Override
    public int size() {
        return proxy.integer("__len__");
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return Boolean.TRUE.equals(proxy.call("__contains__", key(key)));
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return value(proxy.raw("get", Waiting.BRIEFLY, key(key)));
    }

    /** Two calls: what was there is fetched first. {@link #set} is one. */
    @Override
    public @Nullable V put(K key, V value) {
        V before = get(key);
        set(key, value);
        return before;
    }

    /** Puts a value without asking for the one before: Python's {@code dict[key] = value}. */
    public void set(K key, @Nullable V value) {
        proxy.call("__setitem__", key(key), value);
    }

    /** The value of a key after {@code value} was put in if there was none: Python's {@code setdefault}, in one step. */
    public @Nullable V setDefault(K key, @Nullable V value) {
        return value(proxy.raw("setdefault", Waiting.BRIEFLY, key(key), value));
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        return value(proxy.raw("pop", Waiting.BRIEFLY, key(key), null));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> more) {
        proxy.call("update", more);
    }

    @Override
    public void clear() {
        proxy.call("clear");
    }

    private @Nullable V value(@Nullable Object python) {
        return values.convert(python, proxy);
    }

    /** Python hashes tuples, and no lists. */
    private static @Nullable Object key(@Nullable Object key) {
        return key instanceof List<?> list ? PyTuple.copyOf(list) : key;
    }

    /** The dict's entries: iterators go through a copy; what they remove, and values that are set, change the dict. */
    @Override
    public Set<Entry<K, V>> entrySet() {
        return new Entries();
    }

    private List<Entry<K, V>> copy() {
        List<Entry<K, V>> entries = new ArrayList<>();
        for (Object pair : (Collection<?>) Objects.requireNonNull(proxy.raw("items", Waiting.BRIEFLY))) {
            PyTuple entry = (PyTuple) pair;
            entries.add(entry(entry.get(0), entry.get(1)));
        }
        return entries;
    }

    @SuppressWarnings("NullAway") // None may be a key and a value
    private Entry<K, V> entry(@Nullable Object key, @Nullable Object value) {
        return new Pair(keys.convert(key, proxy), values.convert(value, proxy));
    }

    /** An entry that sets values in the dict. */
    private final class Pair extends SimpleEntry<K, V> {
        Pair(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            set(getKey(), value);
            return super.setValue(value);
        }
    }

    private final class Entries extends AbstractSet<Entry<K, V>> {
        @Override
        public Iterator<Entry<K, V>> iterator() {
            Iterator<Entry<K, V>> entries = copy().iterator();
            return new Iterator<>() {
                private @Nullable Entry<K, V> last;

                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public Entry<K, V> next() {
                    last = entries.next();
                    return last;
                }

                @Override
                public void remove() {
                    if (last == null) {
                        throw new IllegalStateException("there is no entry to remove; next gives one");
                    }
                    DictProxy.this.remove(last.getKey());
                    last = null;
                }
            };
        }

        @Override
        public int size() {
            return DictProxy.this.size();
        }

        @Override
        public void clear() {
            DictProxy.this.clear();
        }
    }
}
