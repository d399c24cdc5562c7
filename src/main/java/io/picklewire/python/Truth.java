package io.picklewire.python;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's truth of a value: {@code bool(value)}. */
public final class Truth {
    private static final List<String> COLLECTIONS = List.of("deque", "OrderedDict", "defaultdict", "Counter");

    private static final ValueType NO_TIME = new ValueType.Delta(0, 0, 0);

    private Truth() {}

    /** False for None, for zero of any type and for empty containers; true for all other values. */
    public static boolean of(@Nullable Object given) {
        Object value = given instanceof PyObject ? ComparableForm.of(given) : given;
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof BigInteger big) {
            return big.signum() != 0;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof PyComplex complex) {
            return complex.real() != 0 || complex.imaginary() != 0;
        }
        if (value instanceof ValueType.Delta delta) {
            return !delta.equals(NO_TIME);
        }
        return value != null && !isEmpty(value);
    }

    private static boolean isEmpty(Object value) {
        if (value instanceof CharSequence text) {
            return text.isEmpty();
        }
        if (value instanceof Collection<?> collection) {
            return collection.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty();
        }
        if (value instanceof PyTuple tuple) {
            return tuple.size() == 0;
        }
        if (value instanceof PyRange range) {
            return range.size().signum() == 0;
        }
        if (value instanceof PyObject object
                && COLLECTIONS.stream().anyMatch(each -> object.calls("collections", each))) {
            return !Iteration.of(object).hasNext();
        }
        byte[] bytes = ByteSequences.of(value);
        return bytes != null && bytes.length == 0;
    }
}
