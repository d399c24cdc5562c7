package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PySet;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set, in order of insertion: all that CPython 3.14's {@code SetProxy} calls. Members are looked into. Any thread.
 */
final class SharedSet extends Container<SharedSet> {
    private static final PyGlobal NOT_IMPLEMENTED = new PyGlobal("builtins", "NotImplemented");
    private static final Methods<SharedSet> METHODS = new Methods<SharedSet>()
            .add("__and__", Signature.operator("__and__", 1), operator(SharedSet::intersection))
            .add("__class_getitem__", Signature.fixed("type.__class_getitem__", 1), (set, args) -> alias(args))
            .add("__contains__", Signature.fixed("set.__contains__", 1), (set, args) -> set.has(args.own(0)))
            .add("__iand__", Signature.operator("__iand__", 1), inPlace(SharedSet::intersection))
            .add("__ior__", Signature.operator("__ior__", 1), inPlace(SharedSet::union))
            .add("__isub__", Signature.operator("__isub__", 1), inPlace(SharedSet::difference))
            .add("__iter__", Signature.operator("__iter__", 0), (set, args) -> set.iterator())
            .add("__ixor__", Signature.operator("__ixor__", 1), inPlace(SharedSet::symmetricDifference))
            .add("__len__", Signature.operator("__len__", 0), (set, args) -> set.members.size())
            .add("__or__", Signature.operator("__or__", 1), operator(SharedSet::union))
            .add("__rand__", Signature.operator("__rand__", 1), reflected(SharedSet::intersection))
            .add("__ror__", Signature.operator("__ror__", 1), reflected(SharedSet::union))
            .add("__rsub__", Signature.operator("__rsub__", 1), reflected(SharedSet::difference))
            .add("__rxor__", Signature.operator("__rxor__", 1), reflected(SharedSet::symmetricDifference))
            .add("__sub__", Signature.operator("__sub__", 1), operator(SharedSet::difference))
            .add("__xor__", Signature.operator("__xor__", 1), operator(SharedSet::symmetricDifference))
            .add("__ge__", Signature.operator("__ge__", 1), comparison((set, other) -> set.containsAll(other)))
            .add(
                    "__gt__",
                    Signature.operator("__gt__", 1),
                    comparison((set, other) -> set.size() > other.size() && set.containsAll(other)))
            .add("__le__", Signature.operator("__le__", 1), comparison((set, other) -> other.containsAll(set)))
            .add(
                    "__lt__",
                    Signature.operator("__lt__", 1),
                    comparison((set, other) -> other.size() > set.size() && other.containsAll(set)))
            .add("add", Signature.fixed("set.add", 1), (set, args) -> set.add(args.own(0)))
            .add("clear", Signature.fixed("set.clear", 0), (set, args) -> set.retain(PySet.set()))
            .add("copy", Signature.fixed("set.copy", 0), (set, args) -> set.copy())
            .add("difference", Signature.variadic("set.difference"), each(SharedSet::difference))
            .add("difference_update", Signature.variadic("set.difference_update"), SharedSet::discardAll)
            .add("discard", Signature.fixed("set.discard", 1), (set, args) -> set.discard(args.own(0)))
            .add("intersection", Signature.variadic("set.intersection"), each(SharedSet::intersection))
            .add("intersection_update", Signature.variadic("set.intersection_update"), update(SharedSet::intersection))
            .add("isdisjoint", Signature.fixed("set.isdisjoint", 1), (set, args) -> intersection(
                            set.copy(), iterated(args, 0))
                    .isEmpty())
            .add("issubset", Signature.fixed("set.issubset", 1), (set, args) -> iterated(args, 0)
                    .containsAll(set.copy()))
            .add("issuperset", Signature.fixed("set.issuperset", 1), (set, args) -> set.copy()
                    .containsAll(iterated(args, 0)))
            .add("pop", Signature.fixed("set.pop", 0), (set, args) -> set.pop())
            .add("remove", Signature.fixed("set.remove", 1), (set, args) -> set.remove(args.own(0)))
            .add(
                    "symmetric_difference",
                    Signature.fixed("set.symmetric_difference", 1),
                    each(SharedSet::symmetricDifference))
            .add(
                    "symmetric_difference_update",
                    Signature.fixed("set.symmetric_difference_update", 1),
                    update(SharedSet::symmetricDifference))
            .add("union", Signature.variadic("set.union"), each(SharedSet::union))
            .add("update", Signature.variadic("set.update"), SharedSet::addAll)
            .reads(
                    "__and__",
                    "__class_getitem__",
                    "__contains__",
                    "__iter__",
                    "__len__",
                    "__or__",
                    "__rand__",
                    "__ror__",
                    "__rsub__",
                    "__rxor__",
                    "__sub__",
                    "__xor__",
                    "__ge__",
                    "__gt__",
                    "__le__",
                    "__lt__",
                    "copy",
                    "difference",
                    "intersection",
                    "isdisjoint",
                    "issubset",
                    "issuperset",
                    "symmetric_difference",
                    "union")
            .quick("__contains__", "__len__", "add", "discard", "remove", "update");

    /** What two sets give: a new one. */
    private interface Operation {
        PySet of(PySet set, PySet other);
    }

    private interface Comparison {
        boolean of(PySet set, PySet other);
    }

    private final PySet members = PySet.set();

    /** A set that starts with these members, each a Python value or {@link Sealed}. */
    public SharedSet(Collection<?> members) {
        members.forEach(member -> add(Sealed.open(member)));
    }

    private static Methods.Body<SharedSet> operator(Operation operation) {
        return (set, args) -> args.value(0) instanceof PySet other ? operation.of(set.copy(), other) : NOT_IMPLEMENTED;
    }

    /** The other stands at the left, and says of which kind the result is. */
    private static Methods.Body<SharedSet> reflected(Operation operation) {
        return (set, args) -> {
            if (!(args.value(0) instanceof PySet other)) {
                return NOT_IMPLEMENTED;
            }
            PySet result = operation.of(other, set.copy());
            return other.isFrozen() ? PySet.frozen(result) : result;
        };
    }

    private static Methods.Body<SharedSet> comparison(Comparison comparison) {
        return (set, args) -> args.value(0) instanceof PySet other ? comparison.of(set.copy(), other) : NOT_IMPLEMENTED;
    }

    /** The set after the operation; the client keeps its proxy. */
    private static Methods.Body<SharedSet> inPlace(Operation operation) {
        return (set, args) -> {
            if (!(args.value(0) instanceof PySet other)) {
                return NOT_IMPLEMENTED;
            }
            set.become(operation.of(set.copy(), other));
            return set.copy();
        };
    }

    /** A method that takes anything that can be iterated over, one after the other. */
    private static Methods.Body<SharedSet> each(Operation operation) {
        return (set, args) -> set.fold(operation, args);
    }

    private static Methods.Body<SharedSet> update(Operation operation) {
        return (set, args) -> {
            set.become(set.fold(operation, args));
            return null;
        };
    }

    private PySet fold(Operation operation, Arguments args) {
        PySet result = copy();
        for (int i = 0; i < args.count(); i++) {
            result = operation.of(result, iterated(args, i));
        }
        return result;
    }

    private static PySet iterated(Arguments args, int index) {
        return args.value(index) instanceof PySet set ? set : setOf(args.items(index));
    }

    private static PySet setOf(Collection<?> members) {
        PySet set = PySet.set();
        members.forEach(member -> set.add(Sealed.open(member)));
        return set;
    }

    private static PySet union(PySet set, PySet other) {
        PySet union = setOf(set);
        union.addAll(other);
        return union;
    }

    private static PySet intersection(PySet set, PySet other) {
        PySet both = PySet.set();
        set.stream().filter(other::contains).forEach(both::add);
        return both;
    }

    private static PySet difference(PySet set, PySet other) {
        PySet rest = PySet.set();
        set.stream().filter(member -> !other.contains(member)).forEach(rest::add);
        return rest;
    }

    private static PySet symmetricDifference(PySet set, PySet other) {
        return union(difference(set, other), difference(other, set));
    }

    private static Object alias(Arguments args) {
        return PyObject.call("types", "GenericAlias", new PyGlobal("builtins", "set"), args.value(0));
    }

    /** Python looks for a set as for a frozenset of its members. */
    private static @Nullable Object hashable(@Nullable Object value) {
        return value instanceof PySet set && !set.isFrozen() ? PySet.frozen(set) : value;
    }

    private boolean has(@Nullable Object value) {
        return members.contains(hashable(value));
    }

    private @Nullable Object add(@Nullable Object member) {
        if (members.add(member)) {
            stored().retainKey(member);
            UnknownKeys.note(member);
        }
        return null;
    }

    private @Nullable Object addAll(Arguments args) {
        for (int i = 0; i < args.count(); i++) {
            args.items(i).forEach(item -> add(Sealed.open(item)));
        }
        return null;
    }

    /** One after the other, as Python: what cannot be iterated over ends it where it is. */
    private @Nullable Object discardAll(Arguments args) {
        for (int i = 0; i < args.count(); i++) {
            become(difference(copy(), iterated(args, i)));
        }
        return null;
    }

    private @Nullable Object discard(@Nullable Object value) {
        Object member = hashable(value);
        if (members.remove(member)) {
            stored().releaseKey(member);
        }
        return null;
    }

    private @Nullable Object remove(@Nullable Object value) {
        if (!has(value)) {
            throw PyException.keyError(value);
        }
        return discard(value);
    }

    private @Nullable Object pop() {
        if (members.isEmpty()) {
            throw PyException.keyError("pop from an empty set");
        }
        Object first = members.iterator().next();
        discard(first);
        return first;
    }

    /** Keeps what is in {@code result} of the members, and adds what else is there. */
    private void become(PySet result) {
        retain(result);
        result.forEach(this::add);
    }

    private @Nullable Object retain(PySet wanted) {
        new ArrayList<>(members)
                .stream().filter(member -> !wanted.contains(member)).forEach(this::discard);
        return null;
    }

    /** As CPython pickles an iterator over a set: the one over the list of its members. */
    private Object iterator() {
        List<@Nullable Object> list = new ArrayList<>(members);
        return PyObject.call("builtins", "iter", list);
    }

    private PySet copy() {
        return setOf(members);
    }

    @Override
    int extent() {
        return members.size();
    }

    @Override
    Methods<SharedSet> methods() {
        return METHODS;
    }

    @Override
    SharedSet self() {
        return this;
    }

    @Override
    public Object value() {
        return readAll(this::copy);
    }

    @Override
    void save(StateWriter out) {
        out.each(members, out::value);
    }

    @Override
    SharedSet duplicate() {
        return readAll(() -> new SharedSet(members));
    }

    static SharedSet read(StateReader in) {
        return new SharedSet(in.each(in::value));
    }

    @Override
    public String glimpse() {
        return read(() -> members.isEmpty() ? repr(false) : Glimpse.of("{", members.stream(), "}"));
    }

    @Override
    String repr(boolean isPython2) {
        return StoredRepr.of(value(), isPython2);
    }
}
