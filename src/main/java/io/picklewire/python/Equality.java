package io.picklewire.python;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code ==}. Values of a class unknown here are equal when they are built the same way. The cost follows
 * the size, however often a part is shared; any depth will do, and a value may contain itself. Any thread, as long
 * as nobody changes the values meanwhile.
 */
public final class Equality {
    /** Containers that are equal if the whole is: each pair is compared once. */
    private final UnionFind classes = new UnionFind();

    /** Pairs of containers that are still to be compared, one after the other. */
    private final List<Object> pending = new ArrayList<>();

    private final int level;
    private @Nullable HashMatching matching;

    Equality(int level) {
        this.level = level;
    }

    /** {@code a == b}; NaN is not equal to itself. */
    public static boolean equal(@Nullable Object a, @Nullable Object b) {
        Object x = ComparableForm.of(a);
        Object y = ComparableForm.of(b);
        if (ContainerKind.is(x) && ContainerKind.is(y)) {
            return a == b || new Equality(0).whole(a, b);
        }
        return ScalarEquality.equal(x, y);
    }

    /** {@code a is b or a == b}: how containers look for members. */
    public static boolean identicalOrEqual(@Nullable Object a, @Nullable Object b) {
        return a == b || equal(a, b);
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

    /**
     * The class of an object in a key, itself or in a tuple, of which nothing is known but its form: it is equal to
     * those of the same form alone, whatever the class says. Null when there is none.
     */
    public static @Nullable String unknownClass(@Nullable Object key) {
        if (key instanceof PyTuple tuple) {
            for (Object item : tuple) {
                String name = item instanceof PyObject ? unknownClass(item) : null;
                if (name != null) {
                    return name;
                }
            }
            return null;
        }
        PyGlobal type =
                key instanceof PyObject object && ComparableForm.of(object) == object ? TypeName.type(object) : null;
        return type == null ? null : type.module() + "." + type.name();
    }

    /** Compares two values and all they hold. */
    boolean whole(@Nullable Object a, @Nullable Object b) {
        if (!part(a, b)) {
            return false;
        }
        while (!pending.isEmpty()) {
            Object y = Objects.requireNonNull(ComparableForm.of(pending.remove(pending.size() - 1)));
            Object x = Objects.requireNonNull(ComparableForm.of(pending.remove(pending.size() - 1)));
            if (!contents(x, y)) {
                return false;
            }
        }
        return true;
    }

    /** False when the two differ; containers are put aside, to be compared later. */
    boolean part(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return true;
        }
        Object x = ComparableForm.of(a);
        Object y = ComparableForm.of(b);
        if (a == null || b == null || !ContainerKind.is(x) || !ContainerKind.is(y)) {
            return ScalarEquality.equal(x, y);
        }
        if (ContainerKind.kind(x) != ContainerKind.kind(y)) {
            return false;
        }
        if (classes.join(a, b)) {
            pending.add(a);
            pending.add(b);
        }
        return true;
    }

    int level() {
        return level;
    }

    private boolean contents(Object a, Object b) {
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size() && matching().all(HashMatching.entries(x), HashMatching.entries(y));
        }
        if (a instanceof Set<?> x && b instanceof Set<?> y) {
            return x.size() == y.size() && matching().all(HashMatching.entries(x), HashMatching.entries(y));
        }
        if (a instanceof PyObject x && b instanceof PyObject y && x.construction() != y.construction()) {
            return false;
        }
        return sequences(ContainerKind.items(a), ContainerKind.items(b));
    }

    private HashMatching matching() {
        if (matching == null) {
            matching = new HashMatching(this);
        }
        return matching;
    }

    private boolean sequences(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> others = b.iterator();
        for (Object item : a) {
            if (!part(item, others.next())) {
                return false;
            }
        }
        return true;
    }
}
