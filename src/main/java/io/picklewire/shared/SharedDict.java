package io.picklewire.shared;

import io.picklewire.python.Equality;
import io.picklewire.python.PyDict;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dict in order of insertion: all that CPython's {@code DictProxy} calls, of any version, and what its relatives in
 * {@code collections} have besides. Keys are looked into, values stay sealed. Any thread.
 */
public final class SharedDict extends Container<SharedDict> implements SharedIterator.Source {
    /** The methods. */
    public static final Methods<SharedDict> METHODS = new Methods<SharedDict>()
            .add("__contains__", Signature.fixed("dict.__contains__", 1), (dict, args) -> dict.has(args))
            .add("__delitem__", Signature.operator("__delitem__", 1), SharedDict::delete)
            .add("__getitem__", Signature.fixed("dict.__getitem__", 1), (dict, args) -> dict.item(args.own(0)))
            .add("__ior__", Signature.operator("__ior__", 1), (dict, args) -> dict.merge(args))
            .add("__iter__", Signature.operator("__iter__", 0), (dict, args) -> dict.iterator())
            .add("__len__", Signature.operator("__len__", 0), (dict, args) -> dict.entries.size())
            .add("__or__", Signature.operator("__or__", 1), (dict, args) -> dict.or(args, false))
            .add("__reversed__", Signature.fixed("dict.__reversed__", 0), (dict, args) -> dict.reversed())
            .add("__ror__", Signature.operator("__ror__", 1), (dict, args) -> dict.or(args, true))
            .add("__setitem__", Signature.operator("__setitem__", 2), SharedDict::set)
            .add("clear", Signature.fixed("dict.clear", 0), (dict, args) -> dict.clear())
            .add("copy", Signature.fixed("dict.copy", 0), (dict, args) -> dict.kind.pickled(dict.copied()))
            .add("fromkeys", Signature.range("dict", "fromkeys", 1, 2), SharedDict::fromKeys)
            .add("get", Signature.range("dict", "get", 1, 2), SharedDict::get)
            .add("has_key", Signature.fixed("dict.has_key", 1), (dict, args) -> dict.has(args))
            .add("items", Signature.fixed("dict.items", 0), (dict, args) -> dict.items())
            .add("keys", Signature.fixed("dict.keys", 0), (dict, args) -> new ArrayList<>(dict.entries.keySet()))
            .add("pop", Signature.range("dict", "pop", 1, 2), SharedDict::pop)
            .add("popitem", Signature.fixed("dict.popitem", 0), (dict, args) -> dict.popItem(true))
            .add("setdefault", Signature.range("dict", "setdefault", 1, 2), SharedDict::setDefault)
            .add("update", Signature.update("update"), SharedDict::update)
            .add("values", Signature.fixed("dict.values", 0), (dict, args) -> new ArrayList<>(dict.entries.values()))
            .reads(
                    "__contains__",
                    "__getitem__",
                    "__iter__",
                    "__len__",
                    "__or__",
                    "__reversed__",
                    "__ror__",
                    "copy",
                    "fromkeys",
                    "get",
                    "has_key",
                    "items",
                    "keys",
                    "values")
            .quick(
                    "__contains__",
                    "__delitem__",
                    "__getitem__",
                    "__len__",
                    "__setitem__",
                    "get",
                    "has_key",
                    "pop",
                    "setdefault",
                    "update");

    /** Stands for the value of a key that is not there: None is a value. */
    private static final Object ABSENT = new Object();

    private final Map<@Nullable Object, @Nullable Object> entries;
    private final StorageForm form;
    private final DictKind kind;
    /** Grows with every change of the keys, for iterators to see. */
    private long keyChanges;

    /** A dict that starts with these entries; each value a Python value or {@link Sealed}. */
    public SharedDict(Map<?, ?> entries) {
        this(DictKind.DICT);
        entries.forEach(this::put);
    }

    /** An empty one. */
    SharedDict(DictKind kind) {
        this(new PyDict(), StorageForm.SEALED, kind);
    }

    /** A dict over {@code entries}, which it changes; their keys are looked up as Python's are. */
    public SharedDict(Map<@Nullable Object, @Nullable Object> entries, StorageForm form) {
        this(entries, form, DictKind.DICT);
    }

    private SharedDict(Map<@Nullable Object, @Nullable Object> entries, StorageForm form, DictKind kind) {
        this.entries = entries;
        this.form = form;
        this.kind = kind;
    }

    /** To be changed by {@link #put} and {@link #remove} alone. */
    Map<@Nullable Object, @Nullable Object> entries() {
        return entries;
    }

    void put(@Nullable Object key, @Nullable Object value) {
        int before = entries.size();
        Object kept = form.kept(value);
        Object replaced = entries.put(key, kept);
        if (entries.size() > before) {
            added(key, kept);
        } else {
            stored().retain(kept);
            stored().release(replaced);
        }
    }

    private void added(@Nullable Object key, @Nullable Object kept) {
        stored().retain(kept);
        stored().retainKey(key);
        UnknownKeys.note(key);
        noteKeyChanges(1);
    }

    private boolean has(Arguments args) {
        return entries.containsKey(args.own(0));
    }

    private @Nullable Object item(@Nullable Object key) {
        Object value = entries.getOrDefault(key, ABSENT);
        return value == ABSENT ? kind.missing(this, key) : value;
    }

    private @Nullable Object require(@Nullable Object key) {
        Object value = entries.getOrDefault(key, ABSENT);
        if (value == ABSENT) {
            throw PyException.keyError(key);
        }
        return value;
    }

    private @Nullable Object get(Arguments args) {
        Object value = entries.getOrDefault(args.own(0), ABSENT);
        return value == ABSENT ? otherwise(args) : value;
    }

    private static @Nullable Object otherwise(Arguments args) {
        return args.given(1) ? args.stored(1) : null;
    }

    private @Nullable Object set(Arguments args) {
        put(args.own(0), args.stored(1));
        return null;
    }

    private @Nullable Object delete(Arguments args) {
        if (remove(args.own(0)) == ABSENT) {
            throw PyException.keyError(args.own(0));
        }
        return null;
    }

    /**
     * What was there, or {@link #ABSENT}. An application's concurrent map may change meanwhile, so a value is removed
     * only as long as it is the one that was found.
     */
    @Nullable
    Object remove(@Nullable Object key) {
        Object value = entries.getOrDefault(key, ABSENT);
        while (value != ABSENT && !entries.remove(key, value)) {
            value = entries.getOrDefault(key, ABSENT);
        }
        if (value != ABSENT) {
            noteKeyChanges(1);
            stored().releaseKey(key);
            stored().release(value);
        }
        return value;
    }

    private @Nullable Object pop(Arguments args) {
        if (entries.isEmpty() && !args.given(1)) {
            throw PyException.keyError(args.own(0)); // Python does not even hash it
        }
        Object value = entries.isEmpty() ? ABSENT : remove(args.own(0));
        if (value != ABSENT) {
            return value;
        }
        if (args.given(1)) {
            return args.stored(1);
        }
        throw PyException.keyError(args.own(0));
    }

    Object popItem(boolean last) {
        for (Iterator<@Nullable Object> keys = keysFrom(last); keys.hasNext(); keys = keysFrom(last)) {
            Object key = keys.next();
            Object value = remove(key);
            if (value != ABSENT) {
                return PyTuple.of(key, value);
            }
        }
        throw PyException.keyError(kind.isOrdered() ? "dictionary is empty" : "popitem(): dictionary is empty");
    }

    /** Of an {@code OrderedDict}: the last place, or the first. */
    @Nullable
    Object moveToEnd(@Nullable Object given, boolean last) {
        Object value = require(given);
        Object key = given;
        for (Object each : entries.keySet()) {
            key = Equality.identicalOrEqual(each, given) ? each : key;
        }
        entries.remove(key);
        if (!last) {
            PyDict rest = new PyDict();
            rest.putAll(entries);
            entries.clear();
            entries.put(key, value);
            entries.putAll(rest);
        } else {
            entries.put(key, value);
        }
        noteKeyChanges(1);
        return null;
    }

    /** All keys, or the last alone. It walks the entries from the front: Java 17's maps have no way from the end. */
    private Iterator<@Nullable Object> keysFrom(boolean last) {
        Iterator<@Nullable Object> keys = entries.keySet().iterator();
        if (!last || !keys.hasNext()) {
            return keys;
        }
        Object key = keys.next();
        while (keys.hasNext()) {
            key = keys.next();
        }
        return Collections.singleton(key).iterator();
    }

    private @Nullable Object setDefault(Arguments args) {
        Object there = entries.getOrDefault(args.own(0), ABSENT);
        if (there != ABSENT) {
            return there;
        }
        Object kept = form.kept(otherwise(args));
        Object first = entries.putIfAbsent(args.own(0), kept);
        if (first != null) {
            return first;
        }
        added(args.own(0), kept);
        return kept;
    }

    private @Nullable Object update(Arguments args) {
        if (args.given(0)) {
            args.forEachEntry(0, this::put);
        }
        args.forEachKeyword(this::put);
        return null;
    }

    private Object merge(Arguments args) {
        args.forEachEntry(0, this::put);
        return copied();
    }

    private Object or(Arguments args, boolean otherFirst) {
        if (!(args.value(0) instanceof Map)) {
            String other = TypeName.of(args.value(0));
            throw PyException.typeError("unsupported operand type(s) for |: '" + (otherFirst ? other : "dict")
                    + "' and '" + (otherFirst ? "dict" : other) + "'");
        }
        PyDict union = otherFirst ? new PyDict() : copied();
        args.forEachEntry(0, union::put);
        if (otherFirst) {
            copied().forEach(union::put);
        }
        return union;
    }

    private @Nullable Object clear() {
        entries.keySet().forEach(stored()::releaseKey);
        entries.values().forEach(stored()::release);
        noteKeyChanges(entries.size());
        entries.clear();
        return null;
    }

    private static Object fromKeys(SharedDict dict, Arguments args) {
        PyDict made = new PyDict();
        args.items(0).forEach(key -> made.put(Sealed.open(key), otherwise(args)));
        return made;
    }

    private List<@Nullable Object> items() {
        List<@Nullable Object> items = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> items.add(PyTuple.of(key, value)));
        return items;
    }

    private Object reversed() {
        List<@Nullable Object> keys = new ArrayList<>(form.allSent(entries.keySet()));
        Collections.reverse(keys);
        return PyObject.call("builtins", "iter", keys);
    }

    /** An iterator over the keys, itself shared. It fails once keys have come or gone, as Python's does. */
    private SharedIterator iterator() {
        return SharedIterator.over(this, form.allSent(entries.keySet()));
    }

    @Override
    String typeName() {
        return kind.name().isEmpty() ? "dict" : kind.name();
    }

    /** Where it makes what is missing, looking a key up may change it. */
    @Override
    boolean isChangedBy(Event.Called call) {
        return kind.factory() != null || super.isChangedBy(call);
    }

    @Override
    public Map<String, String> methodToTypeid() {
        return Map.of("__iter__", "Iterator");
    }

    @Override
    public long changes() {
        return keyChanges;
    }

    @Override
    public String changed() {
        return "dictionary changed size during iteration";
    }

    private void noteKeyChanges(int count) {
        keyChanges += count;
    }

    @Override
    int extent() {
        return entries.size();
    }

    @Override
    Methods<SharedDict> methods() {
        return kind.methods();
    }

    @Override
    SharedDict self() {
        return this;
    }

    @Override
    public Object value() {
        return readAll(() -> kind.pickled(copied()));
    }

    private PyDict copied() {
        PyDict copy = new PyDict();
        entries.forEach((key, value) -> copy.put(form.sent(key), form.sent(value)));
        return copy;
    }

    @Override
    void save(StateWriter out) {
        out.text(kind.name()).value(kind.factory()).number(keyChanges);
        out.each(entries.entrySet(), each -> out.value(each.getKey()).value(each.getValue()));
    }

    @Override
    SharedDict duplicate() {
        return readAll(() -> {
            SharedDict copy = new SharedDict(kind);
            entries.forEach(copy::put);
            return copy;
        });
    }

    static SharedDict read(StateReader in) {
        SharedDict dict = new SharedDict(DictKind.named(in.text(), in.value()));
        long changes = in.number();
        in.each(() -> {
            dict.put(in.value(), in.value());
            return null;
        });
        dict.keyChanges = changes;
        return dict;
    }

    @Override
    public String glimpse() {
        return read(() -> Glimpse.ofEntries(entries.entrySet().stream(), form::sent));
    }

    @Override
    String repr(boolean isPython2) {
        return StoredRepr.of(value(), isPython2);
    }
}
