package io.picklewire.shared;

import io.picklewire.python.Equality;
import io.picklewire.python.Index;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Python key in a Java map, whose own idea of equality tells an Integer from a Long. */
final class MapKey {
    private MapKey() {}

    /**
     * The key that is there if one is; otherwise as Java has it: an int in the smallest type that holds it.
     *
     * @throws PyException TypeError when Python cannot hash it
     */
    static @Nullable Object in(Map<?, ?> map, @Nullable Object python) {
        Equality.hash(python);
        Object key = python instanceof Py2Str text ? text.toPython3() : python;
        if (key instanceof byte[]) {
            return sameContent(map, key);
        }
        if (!(key instanceof Boolean) && Index.isIndex(key) && !has(map, key)) {
            for (Object number : wholeNumbers(Index.of(key))) {
                if (has(map, number)) {
                    return number;
                }
            }
        }
        return key;
    }

    /** Whether the map has it; a map that cannot hold such a key does not. */
    static boolean has(Map<?, ?> map, @Nullable Object key) {
        try {
            return map.containsKey(key);
        } catch (ClassCastException | NullPointerException e) {
            return false;
        }
    }

    /** Java compares arrays by identity. */
    private static Object sameContent(Map<?, ?> map, Object bytes) {
        for (Object key : map.keySet()) {
            if (key instanceof byte[] && Equality.equal(key, bytes)) {
                return key;
            }
        }
        return bytes;
    }

    private static List<Object> wholeNumbers(BigInteger value) {
        List<Object> numbers = new ArrayList<>();
        numbers.add(value);
        int bits = value.bitLength();
        if (bits < Long.SIZE) {
            numbers.add(value.longValue());
        }
        if (bits < Integer.SIZE) {
            numbers.add(value.intValue());
        }
        if (bits < Short.SIZE) {
            numbers.add(value.shortValue());
        }
        if (bits < Byte.SIZE) {
            numbers.add(value.byteValue());
        }
        return numbers;
    }
}
