package io.picklewire.python;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The texts of {@code decimal.Decimal}, {@code fractions.Fraction} and {@code uuid.UUID}; null for others. */
final class NumberRepr {
    private static final int UUID_BITS = 128;

    private NumberRepr() {}

    /** Such as {@code 1.50}. */
    static @Nullable String decimal(PyGlobal type, List<@Nullable Object> args) {
        Object text = args.size() == 1 ? TextRepr.text(args.get(0)) : null;
        return type.name().equals("Decimal") && text != null ? text.toString() : null;
    }

    /** Such as {@code 1/3} or {@code 2/1}: Python before 3.12 pickles a text, later ones two ints. */
    static @Nullable String fraction(PyGlobal type, List<@Nullable Object> args) {
        if (!type.name().equals("Fraction")) {
            return null;
        }
        if (args.size() == 2 && Index.isIndex(args.get(0)) && Index.isIndex(args.get(1))) {
            return Repr.of(args.get(0)) + "/" + Repr.of(args.get(1));
        }
        Object text = args.size() == 1 ? TextRepr.text(args.get(0)) : null;
        return text == null ? null : text.toString().contains("/") ? text.toString() : text + "/1";
    }

    /** Such as {@code 12345678-1234-5678-1234-567812345678}. */
    static @Nullable String uuid(PyGlobal type, PyObject object) {
        boolean state = object.states().size() == 1 && object.states().get(0) instanceof Map;
        if (!type.name().equals("UUID") || !state) {
            return null;
        }
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) object.states().get(0)).entrySet()) {
            boolean number = "int".equals(TextRepr.text(entry.getKey())) && Index.isIndex(entry.getValue());
            BigInteger value = number ? Index.of(entry.getValue()) : BigInteger.ONE.negate();
            if (value.signum() >= 0 && value.bitLength() <= UUID_BITS) {
                String hex = String.format("%032x", value);
                return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
            }
        }
        return null;
    }
}
