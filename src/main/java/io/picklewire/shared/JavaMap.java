package io.picklewire.shared;

import io.picklewire.conversion.PlainValue;
import io.picklewire.conversion.PythonValue;
import io.picklewire.python.PyException;
import io.picklewire.python.PyTuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An application's {@link Map} with the methods of Python's {@code dict}. The application finds plain Java values
 * in it; a key that is an int finds the application's Integer, Long or whatever whole number it is. Calls hold the
 * map's monitor, which the application has to hold too when it uses the map. Any thread.
 */
public final class JavaMap extends JavaShared {
    private static final Methods<JavaMap> METHODS = new Methods<JavaMap>()
            .add("__contains__", Signature.fixed("dict.__contains__", 1), (map, args) -> map.has(map.key(args)))
            .add("__delitem__", Signature.operator("__delitem__", 1), JavaMap::delete)
            .add("__getitem__", Signature.fixed("dict.__getitem__", 1), JavaMap::require)
            .add("__iter__", Signature.operator("__iter__", 0), (map, args) -> map.iterator())
            .add("__len__", Signature.operator("__len__", 0), (map, args) -> map.entries.size())
            .add("__setitem__", Signature.operator("__setitem__", 2), JavaMap::set)
            .add("clear", Signature.fixed("dict.clear", 0), (map, args) -> map.clear())
            .add("copy", Signature.fixed("dict.copy", 0), (map, args) -> map.entries)
            .add("get", Signature.range("dict", "get", 1, 2), JavaMap::getOrElse)
            .add("has_key", Signature.fixed("dict.has_key", 1), (map, args) -> map.has(map.key(args)))
            .add("items", Signature.fixed("dict.items", 0), (map, args) -> map.items())
            .add("keys", Signature.fixed("dict.keys", 0), (map, args) -> new ArrayList<>(map.entries.keySet()))
            .add("pop", Signature.range("dict", "pop", 1, 2), JavaMap::pop)
            .add("popitem", Signature.fixed("dict.popitem", 0), (map, args) -> map.popItem())
            .add("setdefault", Signature.range("dict", "setdefault", 1, 2), JavaMap::setDefault)
            .add("update", Signature.update("dict"), JavaMap::update)
            .add("values", Signature.fixed("dict.values", 0), (map, args) -> new ArrayList<>(map.entries.values()));

    private final Map<@Nullable Object, @Nullable Object> entries;

    private JavaMap(Map<@Nullable Object, @Nullable Object> entries) {
        super(entries);
        this.entries = entries;
    }

    /** Shares a map of an application. */
    @SuppressWarnings("unchecked") // what Python puts in is what Python programs choose
    public static JavaMap of(Map<?, ?> map) {
        return new JavaMap((Map<@Nullable Object, @Nullable Object>) map);
    }

    @Override
    @Nullable
    Object invoke(Call call) {
        Methods.Bound<JavaMap> bound = METHODS.bind(call);
        synchronized (entries) {
            return PythonValue.of(bound.run(this));
        }
    }

    private @Nullable Object key(Arguments args) {
        return MapKey.in(entries, args.value(0));
    }

    private boolean has(@Nullable Object key) {
        return MapKey.has(entries, key);
    }

    private @Nullable Object require(Arguments args) {
        Object key = key(args);
        if (!has(key)) {
            throw PyException.keyError(args.value(0));
        }
        return entries.get(key);
    }

    private @Nullable Object getOrElse(Arguments args) {
        Object key = key(args);
        return has(key) ? entries.get(key) : otherwise(args);
    }

    private static @Nullable Object otherwise(Arguments args) {
        return args.given(1) ? PlainValue.of(args.value(1)) : null;
    }

    private @Nullable Object set(Arguments args) {
        entries.put(key(args), PlainValue.of(args.value(1)));
        return null;
    }

    private @Nullable Object delete(Arguments args) {
        require(args);
        entries.remove(key(args));
        return null;
    }

    private @Nullable Object pop(Arguments args) {
        if (args.given(1) && !has(key(args))) {
            return otherwise(args);
        }
        require(args);
        return entries.remove(key(args));
    }

    /** The last one, as far as the map has an order. */
    private Object popItem() {
        if (entries.isEmpty()) {
            throw PyException.keyError("popitem(): dictionary is empty");
        }
        Object last = null;
        for (Object key : entries.keySet()) {
            last = key;
        }
        return PyTuple.of(last, entries.remove(last));
    }

    private @Nullable Object setDefault(Arguments args) {
        Object key = key(args);
        if (!has(key)) {
            entries.put(key, otherwise(args));
        }
        return entries.get(key);
    }

    private @Nullable Object update(Arguments args) {
        if (args.given(0)) {
            args.forEachEntry(0, this::put);
        }
        args.keywords().forEach(this::put);
        return null;
    }

    private void put(@Nullable Object key, @Nullable Object value) {
        entries.put(MapKey.in(entries, key), PlainValue.of(value));
    }

    private @Nullable Object clear() {
        entries.clear();
        return null;
    }

    private List<@Nullable Object> items() {
        List<@Nullable Object> items = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> items.add(PyTuple.of(key, value)));
        return items;
    }

    /** An iterator over the keys there are now, itself shared. */
    private SharedIterator iterator() {
        List<?> keys = (List<?>) Objects.requireNonNull(PythonValue.of(new ArrayList<>(entries.keySet())));
        return new SharedIterator(keys.iterator(), () -> {});
    }

    @Override
    public Map<String, String> methodToTypeid() {
        return Map.of("__iter__", "Iterator");
    }

    @Override
    public List<String> exposed() {
        return METHODS.names();
    }

    @Override
    public @Nullable Object value() {
        synchronized (entries) {
            return PythonValue.of(entries);
        }
    }

    @Override
    public String repr(int protocol) {
        return StoredRepr.of(value(), protocol);
    }
}
