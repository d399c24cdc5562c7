package io.picklewire.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Python's numbers of different types compared with one another, exactly. */
final class Numbers {
    /** Up to here different ints are different doubles, and from here on every double is an int. */
    private static final double EXACT = 1L << 52;

    private Numbers() {}

    /** Whether the value is a bool, an int or a float. */
    static boolean isReal(@Nullable Object value) {
        return Index.isIndex(value) || isFloat(value);
    }

    static boolean isFloat(@Nullable Object value) {
        return value instanceof Double || value instanceof Float;
    }

    /** Negative, zero or positive as {@code a} is less, equal or greater; positive too when one is NaN. */
    static int compare(Object a, Object b) {
        if (isFloat(a) || isFloat(b)) {
            return compareFloats(a, b);
        }
        return a instanceof Integer x && b instanceof Integer y
                ? x.compareTo(y)
                : Index.of(a).compareTo(Index.of(b));
    }

    private static int compareFloats(Object a, Object b) {
        double x = rounded(a);
        double y = rounded(b);
        if (x != y) {
            return x < y ? -1 : 1;
        }
        if ((isFloat(a) && isFloat(b)) || Math.abs(x) <= EXACT) {
            return 0;
        }
        if (Double.isInfinite(x)) { // an int may round to that, but none is
            return (x > 0) == isFloat(a) ? 1 : -1;
        }
        return exact(a).compareTo(exact(b));
    }

    private static double rounded(Object value) {
        return isFloat(value) ? ((Number) value).doubleValue() : Index.of(value).doubleValue();
    }

    private static BigInteger exact(Object value) {
        return isFloat(value) ? new BigDecimal(rounded(value)).toBigInteger() : Index.of(value);
    }

    /** The whole number that a float is, or null when it is none. */
    static @Nullable BigInteger whole(double value) {
        boolean whole = value == Math.rint(value) && !Double.isInfinite(value);
        return whole ? new BigDecimal(value).toBigInteger() : null;
    }
}
