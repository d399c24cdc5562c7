package io.picklewire.shared;

import io.picklewire.conversion.PlainValue;
import io.picklewire.conversion.PythonValue;
import io.picklewire.python.Equality;
import io.picklewire.python.Index;
import io.picklewire.python.PyException;
import io.picklewire.python.PySlice;
import io.picklewire.python.Repr;
import io.picklewire.python.Sorting;
import io.picklewire.python.TypeName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application's {@link List} with the methods of Python's {@code list}. The application finds plain Java
 * values in it. Calls hold the list's monitor, which the application has to hold too when it uses the list. Any
 * thread.
 */
public final class JavaList extends JavaShared {
    private static final Methods<JavaList> METHODS = new Methods<JavaList>()
            .add("__add__", Signature.operator("__add__", 1), JavaList::plus)
            .add("__contains__", Signature.operator("__contains__", 1), (list, args) -> list.find(args, 0, -1) >= 0)
            .add("__delitem__", Signature.operator("__delitem__", 1), JavaList::delete)
            .add("__getitem__", Signature.fixed("list.__getitem__", 1), JavaList::item)
            .add("__len__", Signature.operator("__len__", 0), (list, args) -> list.items.size())
            .add("__setitem__", Signature.operator("__setitem__", 2), JavaList::set)
            .add("append", Signature.fixed("list.append", 1), (list, args) -> list.insert(list.items.size(), args, 0))
            .add("clear", Signature.fixed("list.clear", 0), (list, args) -> list.replace(List.of()))
            .add("copy", Signature.fixed("list.copy", 0), (list, args) -> list.items)
            .add("count", Signature.fixed("list.count", 1), JavaList::count)
            .add("extend", Signature.fixed("list.extend", 1), JavaList::extend)
            .add("index", Signature.range("list", "index", 1, 3), JavaList::index)
            .add("insert", Signature.range("list", "insert", 2, 2), JavaList::insert)
            .add("pop", Signature.range("list", "pop", 0, 1), JavaList::pop)
            .add("remove", Signature.fixed("list.remove", 1), JavaList::remove)
            .add("reverse", Signature.fixed("list.reverse", 0), (list, args) -> list.reverse())
            .add(
                    "sort",
                    Signature.keywordOnly(
                            "sort", Parameter.optional("key", null), Parameter.optional("reverse", false)),
                    JavaList::sort);

    private final List<@Nullable Object> items;

    private JavaList(List<@Nullable Object> items) {
        super(items);
        this.items = items;
    }

    /** Shares a list of an application. */
    @SuppressWarnings("unchecked") // what Python puts in is what Python programs choose
    public static JavaList of(List<?> list) {
        return new JavaList((List<@Nullable Object>) list);
    }

    @Override
    @Nullable
    Object invoke(Call call) {
        Methods.Bound<JavaList> bound = METHODS.bind(call);
        synchronized (items) {
            return PythonValue.of(bound.run(this));
        }
    }

    private Object plus(Arguments args) {
        if (!(args.value(0) instanceof List<?>)) {
            throw PyException.typeError(
                    "can only concatenate list (not \"" + TypeName.of(args.value(0)) + "\") to list");
        }
        List<@Nullable Object> sum = new ArrayList<>(items);
        sum.addAll(args.items(0));
        return sum;
    }

    private @Nullable Object item(Arguments args) {
        if (!(args.value(0) instanceof PySlice slice)) {
            return items.get(at(args.value(0), "list index out of range"));
        }
        List<@Nullable Object> part = new ArrayList<>();
        for (int position : positions(slice)) {
            part.add(items.get(position));
        }
        return part;
    }

    private @Nullable Object set(Arguments args) {
        if (args.value(0) instanceof PySlice slice) {
            return assign(slice, plainItems(args, 1));
        }
        items.set(at(args.value(0), "list assignment index out of range"), PlainValue.of(args.value(1)));
        return null;
    }

    private @Nullable Object assign(PySlice slice, List<@Nullable Object> given) {
        PySlice.Indices indices = slice.indices(items.size());
        if (indices.step() == 1) {
            List<@Nullable Object> part = items.subList(indices.start(), indices.start() + indices.count());
            part.clear();
            part.addAll(given);
            return null;
        }
        if (given.size() != indices.count()) {
            throw PyException.valueError("attempt to assign sequence of size " + given.size()
                    + " to extended slice of size " + indices.count());
        }
        for (int i = 0; i < given.size(); i++) {
            items.set(indices.at(i), given.get(i));
        }
        return null;
    }

    private @Nullable Object delete(Arguments args) {
        if (!(args.value(0) instanceof PySlice slice)) {
            items.remove(at(args.value(0), "list assignment index out of range"));
            return null;
        }
        int[] positions = positions(slice);
        Arrays.sort(positions);
        for (int i = positions.length - 1; i >= 0; i--) {
            items.remove(positions[i]);
        }
        return null;
    }

    private int[] positions(PySlice slice) {
        PySlice.Indices indices = slice.indices(items.size());
        int[] positions = new int[indices.count()];
        Arrays.setAll(positions, indices::at);
        return positions;
    }

    private @Nullable Object extend(Arguments args) {
        items.addAll(plainItems(args, 0));
        return null;
    }

    private static List<@Nullable Object> plainItems(Arguments args, int index) {
        List<@Nullable Object> plain = args.items(index);
        plain.replaceAll(PlainValue::of);
        return plain;
    }

    private @Nullable Object insert(Arguments args) {
        return insert(bounded(args.index(0)), args, 1);
    }

    private @Nullable Object insert(int position, Arguments args, int item) {
        items.add(position, PlainValue.of(args.value(item)));
        return null;
    }

    /** A bound that counts from the end when negative, cut to what there is. */
    private int bounded(long bound) {
        long fromStart = bound < 0 ? bound + items.size() : bound;
        return (int) Math.max(0, Math.min(fromStart, items.size()));
    }

    private @Nullable Object pop(Arguments args) {
        Object index = args.given(0) ? Index.of(args.value(0)) : -1;
        if (items.isEmpty()) {
            throw PyException.indexError("pop from empty list");
        }
        return items.remove(at(index, "pop index out of range"));
    }

    private @Nullable Object remove(Arguments args) {
        int found = find(args, 0, -1);
        if (found < 0) {
            throw PyException.valueError("list.remove(x): x not in list");
        }
        items.remove(found);
        return null;
    }

    private Object index(Arguments args) {
        int start = args.given(1) ? bounded(args.index(1)) : 0;
        int stop = args.given(2) ? bounded(args.index(2)) : -1;
        int found = find(args, start, stop);
        if (found < 0) {
            throw PyException.valueError(Repr.of(args.value(0)) + " is not in list");
        }
        return found;
    }

    /** Where the first argument is from {@code start} to {@code stop}, or to the end if that is below 0; or -1. */
    private int find(Arguments args, int start, int stop) {
        Object wanted = PlainValue.of(args.value(0));
        List<@Nullable Object> part = items.subList(0, stop < 0 ? items.size() : stop);
        int position = 0;
        for (Object item : part) {
            if (position >= start && Equality.identicalOrEqual(PythonValue.of(item), wanted)) {
                return position;
            }
            position++;
        }
        return -1;
    }

    private Object count(Arguments args) {
        Object wanted = PlainValue.of(args.value(0));
        return (int) items.stream()
                .filter(item -> Equality.identicalOrEqual(PythonValue.of(item), wanted))
                .count();
    }

    private @Nullable Object reverse() {
        Collections.reverse(items);
        return null;
    }

    private @Nullable Object replace(List<@Nullable Object> content) {
        items.clear();
        items.addAll(content);
        return null;
    }

    private @Nullable Object sort(Arguments args) {
        if (args.value(0) != null) {
            throw PyException.typeError("sort(key=...) names a Python function, which this manager cannot run;"
                    + " sort a copy in the client: values = sorted(proxy[:], key=...); proxy[:] = values");
        }
        List<@Nullable Object> before = new ArrayList<>(items);
        List<@Nullable Object> python = new ArrayList<>(before);
        python.replaceAll(PythonValue::of);
        Sorting sorting = new Sorting(python, args.truth(1));
        try {
            sorting.sort();
        } finally {
            int position = 0;
            for (int from : sorting.order()) {
                items.set(position++, before.get(from));
            }
        }
        return null;
    }

    private int at(@Nullable Object index, String outOfRange) {
        if (!Index.isIndex(index)) {
            throw PyException.typeError("list indices must be integers or slices, not " + TypeName.of(index));
        }
        BigInteger given = Index.of(index);
        BigInteger position = given.signum() < 0 ? given.add(BigInteger.valueOf(items.size())) : given;
        if (position.signum() < 0 || position.compareTo(BigInteger.valueOf(items.size())) >= 0) {
            throw PyException.indexError(outOfRange);
        }
        return position.intValue();
    }

    @Override
    public List<String> exposed() {
        return METHODS.names();
    }

    @Override
    public @Nullable Object value() {
        synchronized (items) {
            return PythonValue.of(items);
        }
    }

    @Override
    public String repr(int protocol) {
        return StoredRepr.of(value(), protocol);
    }
}
