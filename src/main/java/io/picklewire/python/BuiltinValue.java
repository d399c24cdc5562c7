package io.picklewire.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of a builtin type that an object is, as far as the form of its pickle tells: an instance of a class that
 * derives from int, float, str, bytes, tuple, list or dict, a named tuple, a scalar of numpy. A class may have changed
 * what it inherits; that is not known here.
 *
 * <p>A builtin type's own {@code __getnewargs__} gives {@code cls.__new__} the value alone, a named tuple's gives its
 * items; up to protocol 1 {@code copyreg._reconstructor} says the type. What is only {@code cls(value)}, as an enum is,
 * may be anything. Source: CPython's {@code copyreg} and {@code object.__reduce_ex__}.
 */
public final class BuiltinValue {
    private static final Set<String> WRAPPERS = Set.of("UserList", "UserDict", "UserString");
    private static final int RECONSTRUCTED = 3;

    /** Enums of the standard library that are ints. */
    private static final Set<String> INT_ENUMS = Set.of(
            "signal.Signals",
            "signal.Handlers",
            "signal.Sigmasks",
            "socket.AddressFamily",
            "socket.SocketKind",
            "socket.MsgFlag",
            "socket.AddressInfo",
            "http.HTTPStatus",
            "re.RegexFlag");

    private BuiltinValue() {}

    /** That value, or {@code value} itself. In place of an object in a slice too. */
    public static @Nullable Object of(@Nullable Object value) {
        if (value instanceof PyObject object) {
            Object plain = object.effects().isEmpty() ? builtin(object) : null;
            return plain == null ? object : plain;
        }
        return value instanceof PySlice slice ? slice(slice) : value;
    }

    private static PySlice slice(PySlice slice) {
        boolean holdsObjects = slice.start() instanceof PyObject
                || slice.stop() instanceof PyObject
                || slice.step() instanceof PyObject;
        return holdsObjects ? new PySlice(of(slice.start()), of(slice.stop()), of(slice.step())) : slice;
    }

    private static @Nullable Object builtin(PyObject object) {
        return switch (object.construction()) {
            case NEWOBJ -> newObject(object, StandardReprs.arguments(object));
            case REDUCE -> reduced(object);
            case INSTANCE -> wrapped(object);
            case NEWOBJ_EX, VALUE -> null;
        };
    }

    private static @Nullable Object reduced(PyObject object) {
        if (!(object.callable() instanceof PyGlobal callable)) {
            return null;
        }
        List<@Nullable Object> args = StandardReprs.arguments(object);
        boolean copyreg =
                callable.module().equals("copyreg") || callable.module().equals("copy_reg");
        if (copyreg && callable.name().equals("_reconstructor") && args.size() == RECONSTRUCTED) {
            return args.get(1) instanceof PyGlobal base && !base.isBuiltin("object") ? args.get(2) : null;
        }
        if (copyreg && callable.name().equals("__newobj__") && !args.isEmpty()) {
            return newObject(object, args.subList(1, args.size()));
        }
        if (callable.module().equals("collections")) {
            List<Map.Entry<@Nullable Object, @Nullable Object>> entries = ObjectItems.mapping(object);
            return entries == null ? null : dict(entries);
        }
        boolean intEnum = args.size() == 1 && INT_ENUMS.contains(callable.module() + "." + callable.name());
        return intEnum && Index.isIndex(args.get(0)) ? args.get(0) : NumpyValue.scalar(object);
    }

    private static @Nullable Object newObject(PyObject object, List<@Nullable Object> args) {
        if (!object.items().isEmpty()) {
            return args.isEmpty() ? new ArrayList<>(object.items()) : null;
        }
        if (!object.entries().isEmpty()) {
            return args.isEmpty() ? dict(object.entries()) : null;
        }
        if (args.isEmpty()) {
            return wrapped(object);
        }
        if (!object.states().stream().allMatch(state -> state instanceof Map)) {
            return null;
        }
        Object first = args.get(0);
        if (args.size() == 1 && (isScalar(first) || first instanceof PyTuple)) {
            return first;
        }
        return object.args() instanceof PyTuple all && all.size() == args.size() ? all : PyTuple.copyOf(args);
    }

    private static boolean isScalar(@Nullable Object value) {
        return value != null && (Numbers.isReal(value) || value instanceof PyComplex || isText(value));
    }

    private static boolean isText(Object value) {
        return value instanceof String || value instanceof PyText || ByteSequences.of(value) != null;
    }

    /** {@code collections.UserList} and its like keep their value as an attribute, {@code data}. */
    private static @Nullable Object wrapped(PyObject object) {
        PyGlobal type = TypeName.type(object);
        if (type == null || !WRAPPERS.contains(type.name()) || object.states().size() != 1) {
            return null;
        }
        return object.states().get(0) instanceof Map<?, ?> state
                ? state.entrySet().stream()
                        .filter(entry -> "data".contentEquals(String.valueOf(TextRepr.text(entry.getKey()))))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static PyDict dict(List<Map.Entry<@Nullable Object, @Nullable Object>> entries) {
        PyDict dict = new PyDict();
        entries.forEach(entry -> dict.put(entry.getKey(), entry.getValue()));
        return dict;
    }
}
