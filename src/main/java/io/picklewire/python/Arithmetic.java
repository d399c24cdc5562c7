package io.picklewire.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Sums of Python's ints and floats. Any thread. */
public final class Arithmetic {
    private Arithmetic() {}

    /**
     * {@code a + b}.
     *
     * @throws PyException TypeError when one is neither an int nor a float
     */
    public static Object add(@Nullable Object a, @Nullable Object b) {
        return sum(a, b, 1, "+");
    }

    /**
     * {@code a - b}.
     *
     * @throws PyException TypeError when one is neither an int nor a float
     */
    public static Object subtract(@Nullable Object a, @Nullable Object b) {
        return sum(a, b, -1, "-");
    }

    private static Object sum(@Nullable Object a, @Nullable Object b, int sign, String operator) {
        Object x = BuiltinValue.of(a);
        Object y = BuiltinValue.of(b);
        if (x == null || y == null || !Numbers.isReal(x) || !Numbers.isReal(y)) {
            throw PyException.typeError("unsupported operand type(s) for " + operator + ": '" + TypeName.of(a)
                    + "' and '" + TypeName.of(b) + "'");
        }
        if (Numbers.isFloat(x) || Numbers.isFloat(y)) {
            return real(x) + sign * real(y);
        }
        return Index.smallest(Index.of(x).add(Index.of(y).multiply(BigInteger.valueOf(sign))));
    }

    private static double real(Object number) {
        return Numbers.isFloat(number)
                ? ((Number) number).doubleValue()
                : Index.of(number).doubleValue();
    }
}
