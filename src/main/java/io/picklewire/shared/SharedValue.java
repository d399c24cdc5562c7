package io.picklewire.shared;

import io.picklewire.python.PyDict;
import io.picklewire.python.PyObject;
import org.jspecify.annotations.Nullable;

/** A single value: {@code multiprocessing.managers.Value}. The type code is kept and not looked at. Any thread. */
final class SharedValue extends BuiltInObject<SharedValue> {
    private static final Methods<SharedValue> METHODS = new Methods<SharedValue>()
            .add("get", Signature.python("Value.get"), (value, args) -> value.current)
            .add("set", Signature.python("Value.set", Parameter.required("value")), SharedValue::set)
            .reads("get");

    private final @Nullable Object typecode;
    private @Nullable Object current;

    /** A value of a type, each a Python value or sealed. */
    public SharedValue(@Nullable Object typecode, @Nullable Object value) {
        this.typecode = typecode;
        this.current = value;
        stored().retain(value);
    }

    private @Nullable Object set(Arguments args) {
        stored().retain(args.stored(0));
        stored().release(current);
        current = args.stored(0);
        return null;
    }

    @Override
    int extent() {
        return 1;
    }

    @Override
    Methods<SharedValue> methods() {
        return METHODS;
    }

    @Override
    SharedValue self() {
        return this;
    }

    /** As CPython pickles its own. */
    @Override
    public Object value() {
        return readAll(this::copy);
    }

    private Object copy() {
        PyDict state = new PyDict();
        state.put("_typecode", typecode);
        state.put("_value", current);
        PyObject value = PyObject.instance("multiprocessing.managers", "Value");
        value.addState(state);
        return value;
    }

    @Override
    void save(StateWriter out) {
        out.value(typecode).value(current);
    }

    static SharedValue read(StateReader in) {
        return new SharedValue(in.value(), in.value());
    }

    @Override
    public String glimpse() {
        return read(() -> "Value(" + Glimpse.of(typecode) + ", " + Glimpse.of(current) + ")");
    }

    @Override
    String repr(boolean isPython2) {
        return read(
                () -> "Value(" + StoredRepr.of(typecode, isPython2) + ", " + StoredRepr.of(current, isPython2) + ")");
    }
}
