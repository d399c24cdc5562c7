package io.picklewire.pickle;

import io.picklewire.python.Index;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyByteArray;
import io.picklewire.python.PyComplex;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyRange;
import io.picklewire.python.PySet;
import io.picklewire.python.PySlice;
import io.picklewire.python.PyTuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The closed list of callables that stand for Python's own value types where a protocol has no opcode for
 * them, such as {@code set([...])} before protocol 4. Nothing is called: each is a way of writing a value.
 */
final class KnownCallables {
    private static final PyGlobal CODECS_ENCODE = new PyGlobal("_codecs", "encode");
    private static final Map<String, Function<PyTuple, @Nullable Object>> BUILTINS = Map.of(
            "list", args -> args.size() == 1 && args.get(0) instanceof List<?> list ? list : null,
            "set", args -> set(args, false),
            "frozenset", args -> set(args, true),
            "bytes", KnownCallables::bytes,
            "bytearray", KnownCallables::byteArray,
            "complex", KnownCallables::complex,
            "slice", KnownCallables::slice,
            "range", KnownCallables::range,
            "xrange", KnownCallables::range);

    private KnownCallables() {}

    /** The value that {@code callable(*args)} writes, or null when that is not one of these. */
    static @Nullable Object call(PyGlobal callable, PyTuple args) {
        if (callable.equals(CODECS_ENCODE)) {
            return encoded(args);
        }
        if (callable.module().equals("dill._dill") || callable.module().equals("dill.dill")) {
            return Dill.call(callable.name(), args);
        }
        boolean builtin =
                callable.module().equals("builtins") || callable.module().equals("__builtin__");
        Function<PyTuple, @Nullable Object> known = builtin ? BUILTINS.get(callable.name()) : null;
        return known == null ? null : known.apply(args);
    }

    /** {@code range(start, stop, step)}, or null. */
    static @Nullable Object range(List<?> numbers) {
        return range(PyTuple.copyOf(numbers));
    }

    private static @Nullable Object set(PyTuple args, boolean frozen) {
        if (args.size() != 1 || !(args.get(0) instanceof List<?> items)) {
            return null;
        }
        if (frozen) {
            return PySet.frozen(items);
        }
        PySet set = PySet.set();
        set.addAll(items);
        return set;
    }

    private static byte @Nullable [] encoded(PyTuple args) {
        boolean latin1 = args.size() == 2
                && args.get(1) != null
                && (text(args.get(1)).equals("latin1") || text(args.get(1)).equals("latin-1"));
        return latin1 ? latin1(args.get(0)) : null;
    }

    private static byte @Nullable [] latin1(@Nullable Object text) {
        if (text instanceof String string && string.chars().allMatch(c -> c <= 0xff)) {
            return string.getBytes(StandardCharsets.ISO_8859_1);
        }
        return null;
    }

    private static byte @Nullable [] bytes(PyTuple args) {
        return args.size() == 0 ? new byte[0] : null;
    }

    private static @Nullable Object byteArray(PyTuple args) {
        byte[] bytes =
                switch (args.size()) {
                    case 0 -> new byte[0];
                    case 1 -> args.get(0) instanceof byte[] content ? content.clone() : null;
                    case 2 -> encoded(args);
                    default -> null;
                };
        return bytes == null ? null : new PyByteArray(bytes);
    }

    private static @Nullable Object complex(PyTuple args) {
        if (args.size() == 2 && args.get(0) instanceof Double real && args.get(1) instanceof Double imaginary) {
            return new PyComplex(real, imaginary);
        }
        return null;
    }

    private static @Nullable Object slice(PyTuple args) {
        return args.size() == 3 ? new PySlice(args.get(0), args.get(1), args.get(2)) : null;
    }

    private static @Nullable Object range(PyTuple args) {
        List<Object> numbers = new ArrayList<>();
        for (Object arg : args) {
            if (arg instanceof Number number && !(arg instanceof Double)) {
                numbers.add(number);
            }
        }
        boolean plain = args.size() == 3 && numbers.size() == 3;
        return plain ? new PyRange(Index.of(numbers.get(0)), Index.of(numbers.get(1)), Index.of(numbers.get(2))) : null;
    }

    private static String text(@Nullable Object value) {
        return value instanceof Py2Str bytes && bytes.isAscii() ? bytes.text() : String.valueOf(value);
    }
}
