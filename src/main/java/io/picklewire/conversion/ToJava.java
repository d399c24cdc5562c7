package io.picklewire.conversion;

import io.picklewire.python.Py2Str;
import io.picklewire.python.PyByteArray;
import io.picklewire.python.PyObject;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * A Python value as a Java programmer expects it: String, Boolean, Integer, Long, BigInteger, Double, byte[],
 * BigDecimal, UUID, the types of {@code java.time}, arrays of numbers, List, Map and Set, in each other as the value has
 * them; null is None. A tuple is a List, but in a Map's key and in a Set it stays a {@link PyTuple}. What Java has nothing
 * for stays the {@code python} value that it is.
 */
public final class ToJava {
    private ToJava() {}

    /** What Java's own collections can print, compare and hash, which they do level by level on the stack. */
    private static final int DEEPEST = 1000;

    /**
     * The plain value of a Python value, sealed or not.
     *
     * @throws io.picklewire.python.PyException RecursionError when containers are in each other over 1000 levels deep
     */
    public static @Nullable Object of(@Nullable Object value) {
        return ObjectCopy.of(value, ToJava::rule, DEEPEST);
    }

    /**
     * The same value, but objects of Python's library that Java has types for are these: decimals, UUIDs, dates and times,
     * arrays of numbers. Tuples and what else is Python's own stay.
     */
    public static @Nullable Object withJavasTypes(@Nullable Object value) {
        return ObjectCopy.ofPython(value, ToJava::standard);
    }

    private static @Nullable Object standard(@Nullable Object value) {
        return value instanceof PyObject object ? StandardObjects.toJava(object) : value;
    }

    private static @Nullable Object rule(@Nullable Object value) {
        if (value instanceof Sealed sealed) {
            return rule(sealed.open());
        }
        if (value instanceof Py2Str text) {
            return text.toPython3();
        }
        if (value instanceof PyTuple tuple) {
            return tuple.asList();
        }
        if (value instanceof PySet set && set.isFrozen()) {
            return new LinkedHashSet<>(set);
        }
        if (value instanceof PyByteArray bytes) {
            return bytes.bytes();
        }
        return value instanceof PyObject object ? StandardObjects.toJava(object) : value;
    }
}
