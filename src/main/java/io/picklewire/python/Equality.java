package io.picklewire.python;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code ==}. Values of a class unknown here are equal when they are built the same way. A pair of
 * parts is compared once, however often it is shared, so the cost follows the size.
 */
public final class Equality {
    private static final int DEPTH_LIMIT = 1000;

    /** Pairs that are equal, or being compared: if they are not, the whole is unequal anyway. */
    private final Set<Pair> pairs = new HashSet<>();

    private int depth;

    private Equality() {}

    /** {@code a == b}; NaN is not equal to itself. */
    public static boolean equal(@Nullable Object a, @Nullable Object b) {
        return new Equality().compare(a, b);
    }

    /** {@code a is b or a == b}: how containers look for members. */
    public static boolean identicalOrEqual(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return true;
        }
        if (a instanceof String text && b instanceof String other) {
            return text.equals(other);
        }
        return equal(a, b);
    }

    /**
     * A hash that agrees with {@link #equal}: one for {@code 1}, {@code 1.0} and {@code True}. It differs from
     * one JVM to the next.
     *
     * @throws PyException TypeError when Python cannot hash the value
     */
    public static int hash(@Nullable Object value) {
        return Hash.of(value);
    }

    private boolean same(@Nullable Object a, @Nullable Object b) {
        return a == b || compare(a, b);
    }

    private boolean compare(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (Numbers.isReal(a) && Numbers.isReal(b)) {
            Integer order = Numbers.compare(a, b);
            return order != null && order == 0;
        }
        if (a instanceof PyComplex || b instanceof PyComplex) {
            return complex(a, b);
        }
        Object x = a instanceof Py2Str str ? str.toPython3() : a;
        Object y = b instanceof Py2Str str ? str.toPython3() : b;
        byte[] bytes = Bytes.of(x);
        if (bytes != null) {
            return Arrays.equals(bytes, Bytes.of(y));
        }
        boolean containers = isContainer(x) && isContainer(y);
        return containers ? containers(x, y) : x.equals(y);
    }

    private static boolean complex(Object a, Object b) {
        if (a instanceof PyComplex x && b instanceof PyComplex y) {
            return x.real() == y.real() && x.imaginary() == y.imaginary();
        }
        PyComplex complex = (PyComplex) (a instanceof PyComplex ? a : b);
        Object other = a instanceof PyComplex ? b : a;
        return complex.imaginary() == 0 && Numbers.isReal(other) && equal(complex.real(), other);
    }

    private static boolean isContainer(Object value) {
        return value instanceof List
                || value instanceof PyTuple
                || value instanceof Map
                || value instanceof Set
                || value instanceof PyObject;
    }

    private boolean containers(Object a, Object b) {
        if (a == b || !pairs.add(new Pair(a, b))) {
            return true;
        }
        if (++depth > DEPTH_LIMIT) {
            throw PyException.recursionError("maximum recursion depth exceeded in comparison");
        }
        boolean equal;
        if (a instanceof List<?> x && b instanceof List<?> y) {
            equal = sequences(x, y);
        } else if (a instanceof PyTuple x && b instanceof PyTuple y) {
            equal = sequences(x.asList(), y.asList());
        } else if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            equal = maps(x, y);
        } else if (a instanceof Set<?> x && b instanceof Set<?> y) {
            equal = x.size() == y.size() && subset(x, y);
        } else if (a instanceof PyObject x && b instanceof PyObject y) {
            equal = x.construction() == y.construction() && sequences(x.parts(), y.parts());
        } else {
            equal = false;
        }
        depth--;
        return equal;
    }

    private boolean sequences(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> others = b.iterator();
        for (Object item : a) {
            if (!same(item, others.next())) {
                return false;
            }
        }
        return true;
    }

    private boolean maps(Map<?, ?> a, Map<?, ?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Map<Integer, Map.Entry<?, ?>> byHash = new HashMap<>();
        for (Map.Entry<?, ?> entry : b.entrySet()) {
            byHash.put(Hash.of(entry.getKey()), entry);
        }
        for (Map.Entry<?, ?> entry : a.entrySet()) {
            Map.Entry<?, ?> other = byHash.get(Hash.of(entry.getKey()));
            if (other == null || !same(entry.getKey(), other.getKey())) {
                boolean found = b.containsKey(entry.getKey()) && same(entry.getValue(), b.get(entry.getKey()));
                if (!found) {
                    return false;
                }
            } else if (!same(entry.getValue(), other.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean subset(Set<?> a, Set<?> b) {
        Map<Integer, Object> byHash = new HashMap<>();
        for (Object member : b) {
            byHash.put(Hash.of(member), member);
        }
        for (Object member : a) {
            Object other = byHash.get(Hash.of(member));
            boolean found = other != null && same(member, other);
            if (!found && !b.contains(member)) {
                return false;
            }
        }
        return true;
    }

    /** Two objects by identity. */
    private record Pair(Object a, Object b) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Pair pair && a == pair.a && b == pair.b;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(a) * 31 + System.identityHashCode(b);
        }
    }
}
