package io.picklewire.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Python's ints where a whole number is needed: {@code operator.index}. */
public final class Index {
    private Index() {}

    /** Whether the value is an int or a bool. */
    public static boolean isIndex(@Nullable Object value) {
        return value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof Short
                || value instanceof Byte;
    }

    /**
     * The number.
     *
     * @throws PyException TypeError when the value is no int
     */
    public static BigInteger of(@Nullable Object value) {
        if (value instanceof BigInteger big) {
            return big;
        }
        if (value instanceof Boolean truth) {
            return truth ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (isIndex(value) && value instanceof Number number) {
            return BigInteger.valueOf(number.longValue());
        }
        throw PyException.typeError("'" + TypeName.of(value) + "' object cannot be interpreted as an integer");
    }

    /** The number in the smallest of Integer, Long and BigInteger that holds it. */
    public static Object smallest(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return value.intValue();
        }
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
