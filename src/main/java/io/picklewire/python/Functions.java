package io.picklewire.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions of {@link Function} by name. Immutable; any thread. Source: CPython's {@code builtins}, {@code operator}. */
final class Functions {
    private static final int MOST_DIGITS = 4300;

    private static final Map<String, Function> BUILTINS = new HashMap<>();
    private static final Map<String, Function> OPERATORS = Map.of(
            "neg", args -> negative(only(args)),
            "abs", args -> absolute(only(args)),
            "truth", args -> Truth.of(only(args)),
            "not_", args -> !Truth.of(only(args)));

    static {
        BUILTINS.put("len", args -> length(only(args)));
        BUILTINS.put("str", args -> text(only(args)));
        BUILTINS.put("repr", args -> Repr.of(known(only(args), "repr")));
        BUILTINS.put("int", args -> integer(only(args)));
        BUILTINS.put("float", args -> real(only(args)));
        BUILTINS.put("bool", args -> Truth.of(known(only(args), "bool")));
        BUILTINS.put("abs", args -> absolute(only(args)));
        BUILTINS.put("list", args -> list(only(args)));
        BUILTINS.put("tuple", args -> PyTuple.copyOf(list(only(args))));
        BUILTINS.put("divmod", Functions::divmod);
        BUILTINS.put("ord", args -> ord(only(args)));
        BUILTINS.put("str.lower", args -> string(args).toLowerCase(Locale.ROOT));
        BUILTINS.put("str.upper", args -> string(args).toUpperCase(Locale.ROOT));
        BUILTINS.put("str.casefold", args -> folded(string(args)));
        BUILTINS.put("str.strip", args -> stripped(string(args), true, true));
        BUILTINS.put("str.lstrip", args -> stripped(string(args), true, false));
        BUILTINS.put("str.rstrip", args -> stripped(string(args), false, true));
    }

    private Functions() {}

    static Set<String> names() {
        return BUILTINS.keySet();
    }

    static @Nullable Function builtin(String name) {
        return BUILTINS.get(name);
    }

    static @Nullable Function operator(PyGlobal global) {
        boolean operator = global.module().equals("operator") || global.module().equals("_operator");
        return operator ? OPERATORS.get(global.name()) : null;
    }

    static @Nullable Object only(List<@Nullable Object> args) {
        if (args.size() != 1) {
            throw PyException.typeError("this function takes one argument here, not " + args.size());
        }
        return args.get(0);
    }

    /** An object of a class of which nothing is known may have a method of its own for it. */
    private static @Nullable Object known(@Nullable Object value, String function) {
        Object plain = ComparableForm.of(value);
        if (plain instanceof PyObject) {
            throw PyException.typeError(
                    "what " + function + "() of a '" + TypeName.of(value) + "' object is, is not known here");
        }
        return value;
    }

    private static Object text(@Nullable Object value) {
        Object plain = BuiltinValue.of(value);
        if (plain instanceof String || plain instanceof PyText) {
            return plain;
        }
        return Repr.str(known(value, "str"));
    }

    private static Object length(@Nullable Object value) {
        Object plain = BuiltinValue.of(value);
        if (plain instanceof PyRange range) {
            return Index.smallest(range.size());
        }
        if (plain == null || Index.isIndex(plain) || Numbers.isFloat(plain)) {
            throw PyException.typeError("object of type '" + TypeName.of(value) + "' has no len()");
        }
        byte[] bytes = ByteSequences.of(plain);
        return bytes != null ? bytes.length : list(plain).size();
    }

    private static List<@Nullable Object> list(@Nullable Object value) {
        List<@Nullable Object> items = new ArrayList<>();
        for (Iterator<@Nullable Object> each = Iteration.of(value); each.hasNext(); ) {
            items.add(each.next());
        }
        return items;
    }

    private static String string(List<@Nullable Object> args) {
        Object text = BuiltinValue.of(only(args));
        if (text instanceof String string) {
            return string;
        }
        throw PyException.typeError(
                "descriptor of 'str' objects doesn't apply to a '" + TypeName.of(text) + "' object");
    }

    private static String folded(String text) {
        if (text.chars().anyMatch(c -> c > 0x7f)) {
            throw PyException.typeError("str.casefold of " + Repr.of(text) + " is not known here, only of ASCII");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String stripped(String text, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (right && to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isSpaceChar(c) || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f) || c == 0x85;
    }

    private static Object ord(@Nullable Object value) {
        Object plain = BuiltinValue.of(value);
        if (plain instanceof String text && text.codePointCount(0, text.length()) == 1) {
            return text.codePointAt(0);
        }
        throw PyException.typeError("ord() expected a character, but found " + Repr.of(value));
    }

    private static Object integer(@Nullable Object value) {
        Object plain = BuiltinValue.of(value);
        if (plain instanceof String text) {
            String digits = stripped(text, true, true);
            if (!digits.matches("[+-]?[0-9]+(_[0-9]+)*") || digits.length() > MOST_DIGITS) {
                throw PyException.valueError("invalid literal for int() with base 10: " + Repr.of(value));
            }
            return Index.smallest(new BigInteger(digits.replace("_", "").replaceFirst("^\\+", "")));
        }
        if (plain instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw Double.isNaN(number)
                        ? PyException.valueError("cannot convert float NaN to integer")
                        : PyException.overflowError("cannot convert float infinity to integer");
            }
            return Index.smallest(new BigDecimal(number).toBigInteger());
        }
        if (!Index.isIndex(plain)) {
            throw PyException.typeError(
                    "int() argument must be a string or a real number here, not '" + TypeName.of(value) + "'");
        }
        return Index.smallest(Index.of(plain));
    }

    private static Object real(@Nullable Object value) {
        Object plain = BuiltinValue.of(value);
        if (plain instanceof Double number) {
            return number;
        }
        if (Index.isIndex(plain)) {
            return Index.of(plain).doubleValue();
        }
        if (!(plain instanceof String text)) {
            throw PyException.typeError(
                    "float() argument must be a string or a real number here, not '" + TypeName.of(value) + "'");
        }
        String number = stripped(text, true, true).toLowerCase(Locale.ROOT);
        if (number.matches("[+-]?(inf|infinity)")) {
            return number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (number.matches("[+-]?nan")) {
            return Double.NaN;
        }
        if (!number.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]+)?")) {
            throw PyException.valueError("could not convert string to float: " + Repr.of(value));
        }
        return Double.parseDouble(number);
    }

    private static Object absolute(@Nullable Object value) {
        Object plain = BuiltinValue.of(value);
        if (plain instanceof Double number) {
            return Math.abs(number);
        }
        if (!Index.isIndex(plain)) {
            throw PyException.typeError("bad operand type for abs() here: '" + TypeName.of(value) + "'");
        }
        return Index.smallest(Index.of(plain).abs());
    }

    private static Object negative(@Nullable Object value) {
        Object plain = BuiltinValue.of(value);
        if (plain instanceof Double number) {
            return -number;
        }
        if (!Index.isIndex(plain)) {
            throw PyException.typeError("bad operand type for unary - here: '" + TypeName.of(value) + "'");
        }
        return Index.smallest(Index.of(plain).negate());
    }

    private static Object divmod(List<@Nullable Object> args) {
        Object a = args.size() == 2 ? BuiltinValue.of(args.get(0)) : null;
        Object b = args.size() == 2 ? BuiltinValue.of(args.get(1)) : null;
        if (!Index.isIndex(a) || !Index.isIndex(b)) {
            throw PyException.typeError("divmod() takes two ints here");
        }
        BigInteger divisor = Index.of(b);
        if (divisor.signum() == 0) {
            throw PyException.builtin("ZeroDivisionError", "integer division or modulo by zero");
        }
        BigInteger[] parts = Index.of(a).divideAndRemainder(divisor);
        boolean towardsZero = parts[1].signum() != 0 && parts[1].signum() != divisor.signum();
        return PyTuple.of(
                Index.smallest(towardsZero ? parts[0].subtract(BigInteger.ONE) : parts[0]),
                Index.smallest(towardsZero ? parts[1].add(divisor) : parts[1]));
    }
}
