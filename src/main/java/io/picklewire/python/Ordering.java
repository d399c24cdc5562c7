package io.picklewire.python;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code <}. Any thread, as long as nobody changes the values meanwhile. */
public final class Ordering {
    private static final int DEPTH_LIMIT = 1000;

    /** Sequences that were found to be equal: each pair is compared once, however often it is shared. */
    private final UnionFind equal = new UnionFind();

    private int depth;

    private Ordering() {}

    /**
     * {@code a < b}.
     *
     * @throws PyException TypeError when Python has no order between the two
     */
    public static boolean lessThan(@Nullable Object a, @Nullable Object b) {
        Object x = ComparableForm.of(a);
        Object y = ComparableForm.of(b);
        if (x != null && y != null && areSequences(x, y)) {
            return new Ordering().sequences(x, y) < 0;
        }
        return less(a, b);
    }

    /**
     * Negative, zero or positive as {@code a < b}, neither, or {@code b < a}. No total order: NaN is neither.
     *
     * @throws PyException TypeError when Python has no order between the two
     */
    public static int compare(@Nullable Object a, @Nullable Object b) {
        return lessThan(a, b) ? -1 : lessThan(b, a) ? 1 : 0;
    }

    private static boolean less(@Nullable Object a, @Nullable Object b) {
        Object x = ordered(a);
        Object y = ordered(b);
        if (x != null && y != null && Numbers.isReal(x) && Numbers.isReal(y)) {
            return Numbers.compare(x, y) < 0;
        }
        if (x != null && y != null && Rational.concerns(x, y)) {
            return Rational.compare(x, y) < 0;
        }
        if (x instanceof ValueType first && y instanceof ValueType second) {
            return first.order(second) < 0;
        }
        if (x instanceof String text && y instanceof String other) {
            return precedes(text, other);
        }
        if (isText(x) && isText(y)) {
            return Arrays.compare(codePoints(x), codePoints(y)) < 0;
        }
        byte[] bytes = ByteSequences.of(x);
        byte[] others = ByteSequences.of(y);
        if (bytes != null && others != null) {
            return Arrays.compareUnsigned(bytes, others) < 0;
        }
        if (x instanceof PySet first && y instanceof PySet second) {
            return first.size() < second.size() && second.containsAll(first);
        }
        throw PyException.typeError(
                "'<' not supported between instances of '" + TypeName.of(a) + "' and '" + TypeName.of(b) + "'");
    }

    private static @Nullable Object ordered(@Nullable Object value) {
        Object compared = ComparableForm.of(value);
        return compared instanceof Py2Str str ? str.toPython3() : compared;
    }

    /** As {@link #compare}: equal items are passed over, the first that differ decide. */
    private int sequences(Object a, Object b) {
        if (equal.areJoined(a, b)) {
            return 0;
        }
        if (++depth > DEPTH_LIMIT) {
            throw PyException.recursionError("maximum recursion depth exceeded in comparison");
        }
        List<?> items = ContainerKind.items(a);
        List<?> others = ContainerKind.items(b);
        Iterator<?> other = others.iterator();
        for (Object item : items) {
            int order = other.hasNext() ? items(item, other.next()) : 1;
            if (order != 0) {
                return order;
            }
        }
        depth--;
        if (other.hasNext()) {
            return -1;
        }
        equal.join(a, b);
        return 0;
    }

    private int items(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return 0;
        }
        Object x = ComparableForm.of(a);
        Object y = ComparableForm.of(b);
        if (x != null && y != null && areSequences(x, y)) {
            return sequences(x, y);
        }
        return Equality.equal(a, b) ? 0 : less(a, b) ? -1 : 1;
    }

    /** By code point: a String's own order puts U+FFFF after U+10000. */
    private static boolean precedes(String a, String b) {
        int end = Math.min(a.length(), b.length());
        int i = 0;
        while (i < end && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i == end) {
            return a.length() < b.length();
        }
        boolean low = Character.isLowSurrogate(a.charAt(i)) || Character.isLowSurrogate(b.charAt(i));
        int at = low && i > 0 && Character.isHighSurrogate(a.charAt(i - 1)) ? i - 1 : i;
        return a.codePointAt(at) < b.codePointAt(at);
    }

    private static boolean areSequences(Object a, Object b) {
        boolean sequence = a instanceof List || a instanceof PyTuple || a instanceof PySlice;
        return sequence && ContainerKind.kind(a) == ContainerKind.kind(b);
    }

    private static boolean isText(@Nullable Object value) {
        return value instanceof String || value instanceof PyText;
    }

    private static int[] codePoints(@Nullable Object text) {
        return text instanceof PyText exotic
                ? exotic.codePoints()
                : String.valueOf(text).codePoints().toArray();
    }
}
