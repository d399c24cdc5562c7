package io.picklewire.pickle;

import io.picklewire.python.PyComplex;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyTuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How dill, the pickler of multiprocess and pathos, writes builtin types and ranges: as calls of functions of its own
 * that look a type up by its name, or evaluate a text. The texts of values are read here; nothing is evaluated.
 */
final class Dill {
    private static final Set<String> TYPES = Set.of(
            "slice",
            "range",
            "int",
            "float",
            "str",
            "bytes",
            "bytearray",
            "complex",
            "bool",
            "list",
            "tuple",
            "dict",
            "set",
            "frozenset",
            "type",
            "object");
    private static final Pattern RANGE =
            Pattern.compile("x?range\\((-?\\d{1,40}), (-?\\d{1,40})(?:, (-?\\d{1,40}))?\\)");
    private static final String REAL = "-?\\d{1,400}(?:\\.\\d{1,400})?(?:e[+-]?\\d{1,3})?";
    private static final Pattern COMPLEX = Pattern.compile("\\((" + REAL + ")([+-]" + REAL.substring(2) + ")j\\)");

    private Dill() {}

    /** The value that the call of {@code dill._dill.name} gives, or null when it is not known. */
    static @Nullable Object call(String name, PyTuple args) {
        if (args.size() != 1 || !(args.get(0) instanceof String text)) {
            return null;
        }
        return switch (name) {
            case "_load_type" -> TYPES.contains(text) ? new PyGlobal("builtins", text) : null;
            case "_eval_repr" -> value(text);
            default -> null;
        };
    }

    private static @Nullable Object value(String text) {
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            List<BigInteger> numbers = new ArrayList<>();
            numbers.add(new BigInteger(range.group(1)));
            numbers.add(new BigInteger(range.group(2)));
            numbers.add(range.group(3) == null ? BigInteger.ONE : new BigInteger(range.group(3)));
            return KnownCallables.range(numbers);
        }
        Matcher complex = COMPLEX.matcher(text);
        return complex.matches()
                ? new PyComplex(Double.parseDouble(complex.group(1)), Double.parseDouble(complex.group(2)))
                : null;
    }
}
