package io.picklewire.python;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hashes values so that those which are equal in Python have one hash. Seeded at random in each JVM: nobody can
 * craft keys that collide. A part that is shared is hashed once.
 */
final class Hash {
    private static final int DEPTH_LIMIT = 1500;
    private static final long SEED = new SecureRandom().nextLong();
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final IdentityHashMap<Object, Integer> done = new IdentityHashMap<>();
    private int depth;

    private Hash() {}

    /** @throws PyException TypeError when Python cannot hash the value */
    static int of(@Nullable Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        return value instanceof Integer number ? mix(number) : new Hash().key(value);
    }

    private int key(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (Numbers.isReal(value) || value instanceof PyComplex) {
            return number(value);
        }
        Object python3 = value instanceof Py2Str str ? str.toPython3() : value;
        if (python3 instanceof String text) {
            return text(text);
        }
        if (python3 instanceof byte[] bytes) {
            return bytes(bytes);
        }
        if (value instanceof PySet set && set.isFrozen()) {
            return set.hashCode();
        }
        if (value instanceof PyTuple || value instanceof PyObject) {
            return composite(value);
        }
        boolean mutable = value instanceof List
                || value instanceof Map
                || value instanceof Set
                || value instanceof PyByteArray
                || value instanceof PySlice;
        if (mutable) {
            throw PyException.typeError("unhashable type: '" + TypeName.of(value) + "'");
        }
        return mix(value.hashCode());
    }

    private int composite(Object value) {
        Integer known = done.get(value);
        if (known != null) {
            return known;
        }
        if (++depth > DEPTH_LIMIT) {
            throw PyException.recursionError("maximum recursion depth exceeded while hashing");
        }
        done.put(value, 1); // a value that contains itself ends here
        long hash = SEED;
        if (value instanceof PyTuple tuple) {
            for (Object item : tuple) {
                hash = (hash ^ key(item)) * ODD;
            }
        } else {
            for (Object part : ((PyObject) value).parts()) {
                hash = (hash ^ part(part)) * ODD;
            }
        }
        depth--;
        int result = fold(hash);
        done.put(value, result);
        return result;
    }

    /** Parts of an object may be what no key may be; their hash then says little, but never too much. */
    private int part(@Nullable Object part) {
        if (part instanceof List<?> list) {
            long hash = list.size();
            for (Object item : list) {
                hash = (hash ^ part(item)) * ODD;
            }
            return fold(hash);
        }
        boolean sized = part instanceof Map || part instanceof Set || part instanceof PyByteArray;
        return sized || part instanceof PySlice ? 1 : key(part);
    }

    private static int number(Object value) {
        if (value instanceof PyComplex complex) {
            return complex.imaginary() == 0 ? number(complex.real()) : mix(complex.hashCode());
        }
        BigInteger whole = Numbers.isFloat(value) ? Numbers.whole(((Number) value).doubleValue()) : Index.of(value);
        if (whole == null) {
            return mix(Double.doubleToLongBits(((Number) value).doubleValue()));
        }
        return whole.bitLength() < Long.SIZE ? mix(whole.longValue()) : bytes(whole.toByteArray());
    }

    private static int text(String text) {
        long hash = SEED;
        for (int i = 0; i < text.length(); i++) {
            hash = Long.rotateLeft((hash ^ text.charAt(i)) * ODD, 29);
        }
        return fold(hash);
    }

    private static int bytes(byte[] bytes) {
        long hash = ~SEED;
        for (byte each : bytes) {
            hash = Long.rotateLeft((hash ^ each) * ODD, 29);
        }
        return fold(hash);
    }

    private static int mix(long value) {
        return fold((value ^ SEED) * ODD);
    }

    private static int fold(long hash) {
        long mixed = (hash ^ (hash >>> 31)) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed ^ (mixed >>> 32));
    }
}
