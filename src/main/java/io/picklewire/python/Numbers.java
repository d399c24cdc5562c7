package io.picklewire.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Python's numbers of different types compared with one another, exactly. */
final class Numbers {
    private Numbers() {}

    /** Whether the value is a bool, an int or a float. */
    static boolean isReal(@Nullable Object value) {
        return Index.isIndex(value) || isFloat(value);
    }

    static boolean isFloat(@Nullable Object value) {
        return value instanceof Double || value instanceof Float;
    }

    /** Negative, zero or positive as {@code a} is less, equal or greater; null when one is not a number. */
    static @Nullable Integer compare(Object a, Object b) {
        if (!isFloat(a) && !isFloat(b)) {
            return a instanceof Integer x && b instanceof Integer y
                    ? x.compareTo(y)
                    : Index.of(a).compareTo(Index.of(b));
        }
        if (isFloat(a) && isFloat(b)) {
            double x = ((Number) a).doubleValue();
            double y = ((Number) b).doubleValue();
            return x < y ? -1 : x > y ? 1 : x == y ? 0 : (Integer) null;
        }
        if (isFloat(b)) {
            Integer swapped = compare(b, a);
            return swapped == null ? null : -swapped;
        }
        return compare(((Number) a).doubleValue(), Index.of(b));
    }

    private static @Nullable Integer compare(double a, BigInteger b) {
        if (Double.isNaN(a)) {
            return null;
        }
        return Double.isInfinite(a) ? (a > 0 ? 1 : -1) : new BigDecimal(a).compareTo(new BigDecimal(b));
    }

    /** The whole number that a float is, or null when it is none. */
    static @Nullable BigInteger whole(double value) {
        boolean whole = value == Math.rint(value) && !Double.isInfinite(value);
        return whole ? new BigDecimal(value).toBigInteger() : null;
    }
}
