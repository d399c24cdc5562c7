package io.picklewire.shared;

import io.picklewire.python.Equality;
import io.picklewire.python.Function;
import io.picklewire.python.Index;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.PySlice;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import io.picklewire.python.Sorting;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list: all that CPython's {@code ListProxy} calls, of any version. Items stay sealed until something asks
 * what they are. Any thread.
 */
public final class SharedList extends Container<SharedList> {
    private static final Signature SORT =
            Signature.keywordOnly("sort", Parameter.optional("key", null), Parameter.optional("reverse", false));
    /** The methods. */
    public static final Methods<SharedList> METHODS = new Methods<SharedList>()
            .add("__add__", Signature.operator("__add__", 1), SharedList::plus)
            .add("__contains__", Signature.operator("__contains__", 1), (list, args) -> list.find(args, 0, -1) >= 0)
            .add("__delitem__", Signature.operator("__delitem__", 1), SharedList::delete)
            .add("__delslice__", Signature.function("__delslice__", 2), (list, args) -> list.delete(args.plainSlice()))
            .add("__getitem__", Signature.fixed("list.__getitem__", 1), SharedList::get)
            .add("__getslice__", Signature.function("__getslice__", 2), (list, args) -> list.slice(args.plainSlice()))
            .add("__len__", Signature.operator("__len__", 0), (list, args) -> list.items.size())
            .add("__mul__", Signature.operator("__mul__", 1), (list, args) -> list.times(args))
            .add("__reversed__", Signature.fixed("list.__reversed__", 0), (list, args) -> list.reversed())
            .add("__rmul__", Signature.operator("__rmul__", 1), (list, args) -> list.times(args))
            .add("__setitem__", Signature.operator("__setitem__", 2), SharedList::set)
            .add(
                    "__setslice__",
                    Signature.function("__setslice__", 3),
                    (list, args) -> list.assign(args.plainSlice(), args, 2))
            .add(
                    "append",
                    Signature.fixed("list.append", 1),
                    (list, args) -> list.addAll(Collections.singletonList(list.form.kept(args.stored(0)))))
            .add("clear", Signature.fixed("list.clear", 0), (list, args) -> list.replace(List.of()))
            .add("copy", Signature.fixed("list.copy", 0), (list, args) -> new ArrayList<>(list.items))
            .add("count", Signature.fixed("list.count", 1), SharedList::count)
            .add("extend", Signature.fixed("list.extend", 1), (list, args) -> list.addAll(list.kept(args, 0)))
            .add("index", Signature.range("list", "index", 1, 3), SharedList::index)
            .add("insert", Signature.range("list", "insert", 2, 2), SharedList::insert)
            .add("pop", Signature.range("list", "pop", 0, 1), SharedList::pop)
            .add("remove", Signature.fixed("list.remove", 1), SharedList::remove)
            .add("reverse", Signature.fixed("list.reverse", 0), (list, args) -> list.reverse())
            .add("sort", SORT, (list, args) -> list.sort(args))
            .add("__imul__", Signature.operator("__imul__", 1), SharedList::multiply)
            .add("__iadd__", Signature.operator("__iadd__", 1), SharedList::add)
            .reads(
                    "__add__",
                    "__contains__",
                    "__getitem__",
                    "__getslice__",
                    "__len__",
                    "__mul__",
                    "__reversed__",
                    "__rmul__",
                    "copy",
                    "count",
                    "index")
            .quick("append", "__len__", "insert", "pop", "extend")
            .quickByIndex("__getitem__", "__setitem__", "__delitem__");

    private final List<@Nullable Object> items;
    private final StorageForm form;

    /** A list that starts with these items, each a Python value or {@link Sealed}. */
    public SharedList(Collection<?> items) {
        this(new ArrayList<>(items), StorageForm.SEALED);
        this.items.forEach(stored()::retain);
    }

    /** A list over {@code items}, which it changes. */
    public SharedList(List<@Nullable Object> items, StorageForm form) {
        this.items = items;
        this.form = form;
    }

    /** What iterating over an argument gives, as it is kept. */
    private List<@Nullable Object> kept(Arguments args, int index) {
        List<@Nullable Object> kept = args.items(index);
        kept.replaceAll(form::kept);
        return kept;
    }

    private @Nullable Object plus(Arguments args) {
        if (!(args.value(0) instanceof List<?>)) {
            throw PyException.typeError(
                    "can only concatenate list (not \"" + TypeName.of(args.value(0)) + "\") to list");
        }
        List<@Nullable Object> sum = new ArrayList<>(items);
        sum.addAll(args.items(0));
        return sum;
    }

    private @Nullable Object get(Arguments args) {
        Object index = args.value(0);
        return index instanceof PySlice slice ? slice(slice) : items.get(at(args, 0, "list index out of range"));
    }

    private List<@Nullable Object> slice(PySlice slice) {
        PySlice.Indices indices = slice.indices(items.size());
        List<@Nullable Object> part = new ArrayList<>(indices.count());
        for (int i = 0; i < indices.count(); i++) {
            part.add(items.get(indices.at(i)));
        }
        return part;
    }

    private @Nullable Object set(Arguments args) {
        Object index = args.value(0);
        if (index instanceof PySlice slice) {
            return assign(slice, args, 1);
        }
        put(at(args, 0, "list assignment index out of range"), form.kept(args.stored(1)));
        return null;
    }

    private void put(int position, @Nullable Object item) {
        stored().retain(item);
        stored().release(items.set(position, item));
    }

    private @Nullable Object assign(PySlice slice, Arguments args, int from) {
        List<@Nullable Object> given = iterable(args, from);
        PySlice.Indices indices = slice.indices(items.size());
        if (indices.step() == 1) {
            List<@Nullable Object> part = items.subList(indices.start(), indices.start() + indices.count());
            given.forEach(stored()::retain);
            part.forEach(stored()::release);
            part.clear();
            items.addAll(indices.start(), given);
            return null;
        }
        if (given.size() != indices.count()) {
            throw PyException.valueError("attempt to assign sequence of size " + given.size()
                    + " to extended slice of size " + indices.count());
        }
        for (int i = 0; i < given.size(); i++) {
            put(indices.at(i), given.get(i));
        }
        return null;
    }

    private List<@Nullable Object> iterable(Arguments args, int index) {
        try {
            return kept(args, index);
        } catch (PyException e) {
            boolean isNone = String.valueOf(e.getMessage()).endsWith("object is not iterable");
            throw isNone ? PyException.typeError("must assign iterable to extended slice") : e;
        }
    }

    private @Nullable Object delete(Arguments args) {
        Object index = args.value(0);
        if (index instanceof PySlice slice) {
            return delete(slice);
        }
        stored().release(items.remove(at(args, 0, "list assignment index out of range")));
        return null;
    }

    private @Nullable Object delete(PySlice slice) {
        PySlice.Indices indices = slice.indices(items.size());
        boolean[] gone = new boolean[items.size()];
        for (int i = 0; i < indices.count(); i++) {
            gone[indices.at(i)] = true;
        }
        List<@Nullable Object> rest = new ArrayList<>(items.size() - indices.count());
        for (int i = 0; i < gone.length; i++) {
            if (!gone[i]) {
                rest.add(items.get(i));
            } else {
                stored().release(items.get(i));
            }
        }
        items.clear();
        items.addAll(rest);
        return null;
    }

    private @Nullable Object insert(Arguments args) {
        return insert((int) bounded(args.index(0)), args, 1);
    }

    private @Nullable Object insert(int position, Arguments args, int item) {
        Object kept = form.kept(args.stored(item));
        stored().retain(kept);
        items.add(position, kept);
        return null;
    }

    /** A bound that counts from the end when negative, cut to what there is. */
    private long bounded(long bound) {
        long fromStart = bound < 0 ? bound + items.size() : bound;
        return Math.max(0, Math.min(fromStart, items.size()));
    }

    private @Nullable Object pop(Arguments args) {
        long index = args.given(0) ? args.index(0) : -1;
        if (items.isEmpty()) {
            throw PyException.indexError("pop from empty list");
        }
        Object item = items.remove(at(index));
        stored().release(item);
        return item;
    }

    private @Nullable Object remove(Arguments args) {
        int found = find(args, 0, -1);
        if (found < 0) {
            throw PyException.valueError("list.remove(x): x not in list");
        }
        stored().release(items.remove(found));
        return null;
    }

    private Object index(Arguments args) {
        long start = args.given(1) ? bound(args, 1) : 0;
        long stop = args.given(2) ? bound(args, 2) : Long.MAX_VALUE;
        int found = find(args, (int) bounded(start), (int) bounded(stop));
        if (found < 0) {
            throw PyException.valueError(Repr.of(args.own(0)) + " is not in list");
        }
        return found;
    }

    private static long bound(Arguments args, int index) {
        if (!Index.isIndex(args.value(index))) {
            throw PyException.typeError("slice indices must be integers or have an __index__ method");
        }
        return args.bound(index);
    }

    /** Where the first argument is among the items from {@code start} to {@code stop}, or -1. */
    private int find(Arguments args, int start, int stop) {
        Object value = sought(args);
        int end = stop < 0 ? items.size() : stop;
        for (int i = start; i < end; i++) {
            if (Equality.identicalOrEqual(form.opened(items.get(i)), value)) {
                return i;
            }
        }
        return -1;
    }

    /** What is compared with the items, as it would be among them. */
    private @Nullable Object sought(Arguments args) {
        return form.opened(form.kept(args.own(0)));
    }

    private Object count(Arguments args) {
        Object value = sought(args);
        return (int) items.stream()
                .filter(item -> Equality.identicalOrEqual(form.opened(item), value))
                .count();
    }

    private @Nullable Object addAll(List<@Nullable Object> more) {
        more.forEach(stored()::retain);
        items.addAll(more);
        return null;
    }

    private Object add(Arguments args) {
        addAll(kept(args, 0));
        return new ArrayList<>(items);
    }

    private @Nullable Object replace(List<@Nullable Object> content) {
        content.forEach(stored()::retain);
        items.forEach(stored()::release);
        items.clear();
        if (items instanceof ArrayList<?> array) {
            array.trimToSize();
        }
        items.addAll(content);
        return null;
    }

    private @Nullable Object reverse() {
        Collections.reverse(items);
        return null;
    }

    /** CPython sends its list iterator; it unpickles to {@code reversed} of what is left. */
    private Object reversed() {
        return PyObject.call("builtins", "reversed", form.allSent(items));
    }

    private List<@Nullable Object> times(Arguments args) {
        int times = Math.max(0, args.size(0, "OverflowError"));
        List<@Nullable Object> product = new ArrayList<>(ResultLimit.repeated(items.size(), times));
        for (int i = 0; i < times && !items.isEmpty(); i++) {
            product.addAll(items);
        }
        return product;
    }

    private Object multiply(Arguments args) {
        replace(times(args));
        return new ArrayList<>(items);
    }

    private @Nullable Object sort(Arguments args) {
        Function key = args.value(0) == null ? null : Function.of(args.value(0));
        if (key == null && args.value(0) != null) {
            throw Function.unknown("sort(key=...)", args.value(0));
        }
        List<@Nullable Object> opened = new ArrayList<>(items.size());
        for (Object item : items) {
            Object value = form.opened(item);
            opened.add(key == null ? value : key.call(Collections.singletonList(value)));
        }
        Sorting sorting = new Sorting(opened, args.truth(1));
        try {
            sorting.sort();
        } finally {
            List<@Nullable Object> ordered = new ArrayList<>(items.size());
            for (int index : sorting.order()) {
                ordered.add(items.get(index));
            }
            Iterator<@Nullable Object> next = ordered.iterator();
            items.replaceAll(before -> next.next());
        }
        return null;
    }

    private int at(long index) {
        long position = index < 0 ? index + items.size() : index;
        if (position < 0 || position >= items.size()) {
            throw PyException.indexError("pop index out of range");
        }
        return (int) position;
    }

    private int at(Arguments args, int index, String outOfRange) {
        return args.position(
                index,
                items.size(),
                outOfRange,
                () -> PyException.typeError(
                        "list indices must be integers or slices, not " + TypeName.of(args.value(index))));
    }

    @Override
    int extent() {
        return items.size();
    }

    @Override
    Methods<SharedList> methods() {
        return METHODS;
    }

    @Override
    SharedList self() {
        return this;
    }

    @Override
    public List<@Nullable Object> value() {
        return readAll(() -> new ArrayList<>(items));
    }

    @Override
    void save(StateWriter out) {
        out.each(items, out::value);
    }

    @Override
    SharedList duplicate() {
        return readAll(() -> new SharedList(items));
    }

    static SharedList read(StateReader in) {
        return new SharedList(in.each(in::value));
    }

    @Override
    public String glimpse() {
        return read(() -> Glimpse.of("[", items.stream().map(form::sent), "]"));
    }

    @Override
    String repr(boolean isPython2) {
        return StoredRepr.of(value(), isPython2);
    }
}
