package io.picklewire.javaobject;

import io.picklewire.python.Equality;
import io.picklewire.python.Index;
import io.picklewire.python.Py2Str;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Python key among those of a Java map, or a member of a Java collection, whose own idea of equality tells an Integer
 * from a Long, and 1 from 1.0 and true.
 */
final class KeyLookup {
    private KeyLookup() {}

    /**
     * The key that is there if one is; otherwise as Java has it: an int in the smallest type that holds it.
     *
     * @throws io.picklewire.python.PyException TypeError when Python cannot hash it
     */
    static @Nullable Object in(Collection<?> keys, @Nullable Object python) {
        Equality.hash(python);
        Object key = python instanceof Py2Str text ? text.toPython3() : python;
        if (key instanceof byte[]) {
            return sameContent(keys, key);
        }
        BigInteger whole = whole(key);
        if (whole != null && !isIn(keys, key)) {
            for (Object number : equalTo(whole)) {
                if (isIn(keys, number)) {
                    return number;
                }
            }
        }
        return key;
    }

    /** Whether they have it; keys that cannot be such do not. */
    static boolean isIn(Collection<?> keys, @Nullable Object key) {
        try {
            return keys.contains(key);
        } catch (ClassCastException | NullPointerException e) {
            return false;
        }
    }

    /** Java compares arrays by identity. */
    private static Object sameContent(Collection<?> keys, Object bytes) {
        for (Object key : keys) {
            if (key instanceof byte[] && Equality.equal(key, bytes)) {
                return key;
            }
        }
        return bytes;
    }

    /** The whole number that a key is, or null: True is 1, and so is 1.0. */
    private static @Nullable BigInteger whole(@Nullable Object key) {
        if (key instanceof Double real) {
            return real % 1 == 0 ? new BigDecimal(real).toBigInteger() : null;
        }
        return Index.isIndex(key) ? Index.of(key) : null;
    }

    /** All that is equal to a whole number in Python. */
    private static List<Object> equalTo(BigInteger value) {
        List<Object> numbers = new ArrayList<>();
        int bits = value.bitLength();
        if (bits < Integer.SIZE) {
            numbers.add(value.intValue());
        }
        if (bits < Long.SIZE) {
            numbers.add(value.longValue());
        }
        numbers.add(value);
        double real = value.doubleValue();
        if (!Double.isInfinite(real) && new BigDecimal(real).toBigInteger().equals(value)) {
            numbers.add(real);
        }
        if (value.signum() == 0) {
            numbers.add(-0.0);
        }
        if (bits < Short.SIZE) {
            numbers.add(value.shortValue());
        }
        if (bits < Byte.SIZE) {
            numbers.add(value.byteValue());
        }
        if (bits < 2 && value.signum() >= 0) {
            numbers.add(value.signum() == 1);
        }
        return numbers;
    }
}
