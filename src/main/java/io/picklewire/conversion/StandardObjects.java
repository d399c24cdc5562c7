package io.picklewire.conversion;

import io.picklewire.python.ArrayItems;
import io.picklewire.python.Index;
import io.picklewire.python.PackedNumbers;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The objects of Python's library that Java has types for. Any thread. */
final class StandardObjects {
    private static final Map<String, PackedNumbers> ARRAYS = Map.of(
            "h", PackedNumbers.SHORTS,
            "i", PackedNumbers.INTS,
            "l", PackedNumbers.LONGS,
            "q", PackedNumbers.LONGS,
            "f", PackedNumbers.FLOATS,
            "d", PackedNumbers.DOUBLES);
    private static final BigInteger LOW_HALF =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private StandardObjects() {}

    /** What Java has for it, or the object itself. */
    static Object toJava(PyObject object) {
        Object java = JavaTime.toJava(object);
        if (java == null && object.args() instanceof PyTuple args) {
            java = object.calls("decimal", "Decimal") ? decimal(args) : uuid(object);
        }
        if (java == null) {
            java = array(object);
        }
        return java == null ? object : java;
    }

    /** {@code decimal.Decimal} where it is a finite number. */
    private static @Nullable BigDecimal decimal(PyTuple args) {
        try {
            return args.size() == 1 ? new BigDecimal(String.valueOf(args.get(0))) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** {@code uuid.UUID}, made from its text, or without arguments and with its number as state. */
    private static @Nullable UUID uuid(PyObject object) {
        if (!(object.callable() instanceof PyGlobal type) || !type.equals(new PyGlobal("uuid", "UUID"))) {
            return null;
        }
        Object state = object.states().isEmpty() ? null : object.states().get(0);
        if (state instanceof Map<?, ?> attributes) {
            for (Map.Entry<?, ?> each : attributes.entrySet()) {
                if (String.valueOf(each.getKey()).equals("int") && Index.isIndex(each.getValue())) {
                    BigInteger number = Index.of(each.getValue());
                    return new UUID(
                            number.shiftRight(Long.SIZE).longValue(),
                            number.and(LOW_HALF).longValue());
                }
            }
        }
        try {
            return object.args() instanceof PyTuple args && args.size() == 1 && state == null
                    ? UUID.fromString(String.valueOf(args.get(0)))
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** {@code array.array}, for the typecodes that Java has primitive types for. */
    private static @Nullable Object array(PyObject object) {
        String typecode = ArrayItems.typecode(object);
        PackedNumbers kind = typecode == null ? null : ARRAYS.get(typecode);
        if (kind == null) {
            return null;
        }
        Object packed = kind.unpack(object);
        return packed == null ? converted(ArrayItems.of(object), kind.type()) : packed;
    }

    private static @Nullable Object converted(@Nullable List<?> items, Class<?> type) {
        if (items == null) {
            return null;
        }
        Object array = Array.newInstance(type, items.size());
        Conversion item = Conversions.to(type);
        for (int i = 0; i < items.size(); i++) {
            Array.set(array, i, item.apply(items.get(i)));
        }
        return array;
    }
}
