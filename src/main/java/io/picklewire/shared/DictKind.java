package io.picklewire.shared;

import io.picklewire.python.PyDict;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which of Python's dicts a {@link SharedDict} is: a dict, or one of {@code collections}. Immutable; any thread.
 *
 * @param name the name in {@code collections}; empty for a dict
 * @param methods its methods
 * @param factory of a {@code defaultdict}, the type that it makes values of, or null
 */
record DictKind(String name, Methods<SharedDict> methods, @Nullable PyGlobal factory) {
    static final DictKind DICT = new DictKind("", SharedDict.METHODS, null);

    static final DictKind ORDERED = new DictKind(
            "OrderedDict",
            SharedDict.METHODS
                    .copy()
                    .add(
                            "move_to_end",
                            Signature.python(
                                    "OrderedDict.move_to_end",
                                    Parameter.required("key"),
                                    Parameter.optional("last", true)),
                            (dict, args) -> dict.moveToEnd(args.own(0), args.truth(1)))
                    .add(
                            "popitem",
                            Signature.keywords("popitem", Parameter.optional("last", true)),
                            (dict, args) -> dict.popItem(args.truth(0))),
            null);

    static final DictKind COUNTER = new DictKind("Counter", Counting.METHODS, null);

    /** What a call of the type without arguments gives. */
    private static final Map<String, Supplier<Object>> EMPTY = Map.of(
            "list", ArrayList::new,
            "dict", PyDict::new,
            "set", PySet::set,
            "frozenset", () -> PySet.frozen(List.of()),
            "tuple", () -> PyTuple.EMPTY,
            "int", () -> 0,
            "float", () -> 0.0,
            "bool", () -> false,
            "str", () -> "",
            "bytes", () -> new byte[0]);

    /** The one of that name; of a {@code defaultdict}, with that factory. */
    static DictKind named(String name, @Nullable Object factory) {
        return switch (name) {
            case "" -> DICT;
            case "OrderedDict" -> ORDERED;
            case "Counter" -> COUNTER;
            default -> defaulting(factory);
        };
    }

    /**
     * A {@code defaultdict}.
     *
     * @param factory what makes a value for a key that is not there, as it is pickled; null for nothing
     * @throws PyException TypeError when only Python could call it
     */
    static DictKind defaulting(@Nullable Object factory) {
        boolean known =
                factory instanceof PyGlobal type && type.isBuiltin(type.name()) && EMPTY.containsKey(type.name());
        if (factory != null && !known) {
            throw PyException.typeError(
                    "defaultdict(...) names " + Repr.of(factory) + ", which this manager cannot call;" + " it can call "
                            + String.join(", ", EMPTY.keySet().stream().sorted().toList()));
        }
        return new DictKind("defaultdict", SharedDict.METHODS, (PyGlobal) factory);
    }

    /**
     * What {@code dict[key]} gives when the key is not there.
     *
     * @throws PyException KeyError when nothing does
     */
    @Nullable
    Object missing(SharedDict dict, @Nullable Object key) {
        if (isCounter()) {
            return 0;
        }
        Supplier<Object> made = factory == null ? null : EMPTY.get(factory.name());
        if (made == null) {
            throw PyException.keyError(key);
        }
        Object value = made.get();
        dict.put(key, value);
        return value;
    }

    private boolean isCounter() {
        return name.equals("Counter");
    }

    boolean isOrdered() {
        return name.equals("OrderedDict");
    }

    /** A copy of its entries as CPython pickles one. */
    Object pickled(PyDict entries) {
        if (name.isEmpty()) {
            return entries;
        }
        if (isCounter()) {
            return PyObject.call("collections", name, entries);
        }
        PyObject made = name.equals("defaultdict")
                ? PyObject.call("collections", name, factory)
                : PyObject.call("collections", name);
        entries.forEach((key, value) -> made.entries().add(new SimpleEntry<>(key, value)));
        return made;
    }
}
