package io.picklewire.shared;

import io.picklewire.python.Iteration;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyByteArray;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyRange;
import io.picklewire.python.PySlice;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers or characters of one type: {@code array.array}, which is what CPython's manager makes of
 * {@code Array}. Any thread.
 */
final class SharedArray extends BuiltInObject<SharedArray> {
    private static final Methods<SharedArray> METHODS = new Methods<SharedArray>()
            .add("__len__", Signature.operator("__len__", 0), (array, args) -> array.items.size())
            .add("__getitem__", Signature.operator("__getitem__", 1), SharedArray::get)
            .add("__setitem__", Signature.operator("__setitem__", 2), SharedArray::set)
            .add("__getslice__", Signature.function("__getslice__", 2), (array, args) -> array.slice(args.plainSlice()))
            .add(
                    "__setslice__",
                    Signature.function("__setslice__", 3),
                    (array, args) -> array.assign(args.plainSlice(), args.value(2)))
            .reads("__len__", "__getitem__", "__getslice__")
            .quick("__len__")
            .quickByIndex("__getitem__", "__setitem__");

    private final ArrayType type;
    private List<Object> items;

    /**
     * {@code array.array(typecode, initializer)}.
     *
     * @throws PyException as {@code array.array} raises
     */
    SharedArray(@Nullable Object typecode, @Nullable Object initializer) {
        this.type = ArrayType.of(typecode);
        this.items = initial(initializer);
    }

    private SharedArray(ArrayType type, List<Object> items) {
        this.type = type;
        this.items = items;
    }

    @Override
    void save(StateWriter out) {
        out.text(type.code()).bytes(type.bytes(items));
    }

    static SharedArray read(StateReader in) {
        ArrayType type = ArrayType.of(in.text());
        return new SharedArray(type, type.items(in.bytes()));
    }

    private List<Object> initial(@Nullable Object initializer) {
        Object plain = initializer instanceof Py2Str str && !type.isText() ? str.bytes() : initializer;
        byte[] bytes = plain instanceof PyByteArray array ? array.bytes() : plain instanceof byte[] raw ? raw : null;
        if (bytes != null) {
            return type.items(bytes);
        }
        if (plain instanceof String && !type.isText()) {
            throw PyException.typeError("cannot use a str to initialize an array with typecode '" + type.code() + "'");
        }
        Given given = Given.read(plain);
        List<Object> converted = new ArrayList<>();
        if (given != null) {
            given.items().forEach(item -> converted.add(type.item(item)));
        } else if (type == ArrayType.CHARACTER && plain instanceof Py2Str str) {
            return type.items(str.bytes());
        } else {
            if (plain instanceof PyRange range) {
                ResultLimit.requireCounted(range.size());
            }
            boolean isMade = plain instanceof PyObject;
            Iteration.of(plain).forEachRemaining(item -> {
                converted.add(type.item(Sealed.open(item)));
                if (isMade) {
                    ResultLimit.requireMade(converted.size());
                }
            });
        }
        return converted;
    }

    private Object get(Arguments args) {
        if (args.value(0) instanceof PySlice slice) {
            return slice(slice);
        }
        Object item = items.get(at(args, "array index out of range"));
        return args.reader().isPython2() ? type.python2(item) : item;
    }

    private PyObject slice(PySlice slice) {
        PySlice.Indices indices = slice.indices(items.size());
        List<Object> part = new ArrayList<>(indices.count());
        for (int i = 0; i < indices.count(); i++) {
            part.add(items.get(indices.at(i)));
        }
        return python(part);
    }

    private @Nullable Object set(Arguments args) {
        if (args.value(0) instanceof PySlice slice) {
            return assign(slice, args.value(1));
        }
        int position = at(args, "array assignment index out of range");
        items.set(position, type.item(args.value(1)));
        return null;
    }

    private @Nullable Object assign(PySlice slice, @Nullable Object value) {
        Given given = Given.read(value);
        if (given == null) {
            throw PyException.typeError("can only assign array (not \"" + TypeName.of(value) + "\") to array slice");
        }
        if (given.type() != type) {
            throw PyException.typeError("bad argument type for built-in operation");
        }
        PySlice.Indices indices = slice.indices(items.size());
        if (indices.step() == 1) {
            items.subList(indices.start(), indices.start() + indices.count()).clear();
            items.addAll(indices.start(), given.items());
            return null;
        }
        if (given.items().size() != indices.count()) {
            throw PyException.valueError("attempt to assign array of size "
                    + given.items().size() + " to extended slice of size " + indices.count());
        }
        for (int i = 0; i < indices.count(); i++) {
            items.set(indices.at(i), given.items().get(i));
        }
        return null;
    }

    private int at(Arguments args, String outOfRange) {
        return args.position(
                0, items.size(), outOfRange, () -> PyException.typeError("array indices must be integers"));
    }

    /** An array as the client's Python unpickles it. */
    private PyObject python(List<Object> part) {
        if (!type.isText()) {
            return PyObject.call("array", "array", type.code(), type.bytes(part));
        }
        return PyObject.call("array", "array", type.code(), new ArrayList<Object>(part));
    }

    @Override
    int extent() {
        return items.size();
    }

    @Override
    Methods<SharedArray> methods() {
        return METHODS;
    }

    @Override
    SharedArray self() {
        return this;
    }

    @Override
    public Object value() {
        return readAll(() -> python(items));
    }

    @Override
    String repr(boolean isPython2) {
        return read(() -> text(items, isPython2));
    }

    @Override
    public String glimpse() {
        return read(() -> text(items.subList(0, Math.min(items.size(), Glimpse.ITEMS)), false));
    }

    private String text(List<Object> shown, boolean isPython2) {
        String code = "array('" + type.code() + "'";
        if (shown.isEmpty()) {
            return code + ")";
        }
        if (!type.isText()) {
            return code + ", " + type.repr(shown, isPython2) + ")";
        }
        StringBuilder text = new StringBuilder();
        shown.forEach(text::append);
        Object whole = type == ArrayType.CHARACTER ? Py2Str.of(type.bytes(shown)) : text.toString();
        return code + ", " + StoredRepr.of(whole, isPython2) + ")";
    }

    /**
     * An array that a client sent.
     *
     * @param type its type
     * @param items its items
     */
    private record Given(ArrayType type, List<Object> items) {
        private static final int RECONSTRUCTED = 4;

        /** Reads either way in which Python pickles arrays; null when the value is no array. */
        static @Nullable Given read(@Nullable Object value) {
            if (!(value instanceof PyObject object) || !(object.args() instanceof PyTuple args)) {
                return null;
            }
            boolean plain = object.calls("array", "array") && args.size() == 2;
            boolean reconstructed = object.calls("array", "_array_reconstructor") && args.size() == RECONSTRUCTED;
            if (!plain && !reconstructed) {
                return null;
            }
            SharedArray array = new SharedArray(args.get(plain ? 0 : 1), args.get(args.size() - 1));
            return new Given(array.type, array.items);
        }
    }
}
