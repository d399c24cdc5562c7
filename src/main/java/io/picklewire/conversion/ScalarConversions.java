package io.picklewire.conversion;

import io.picklewire.python.ArrayItems;
import io.picklewire.python.BuiltinValue;
import io.picklewire.python.Index;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyByteArray;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Java types that take a single Python value, the likeliest first. Immutable; any thread. */
final class ScalarConversions {
    private static final Map<Class<?>, Conversion> CONVERSIONS = new HashMap<>();
    private static final List<Class<?>> BY_LIKELIHOOD = new ArrayList<>();

    static {
        add(boolean.class, Boolean.class, value -> value instanceof Boolean ? value : null);
        integers(int.class, Integer.class, Integer.SIZE, BigInteger::intValueExact);
        integers(long.class, Long.class, Long.SIZE, BigInteger::longValueExact);
        add(BigInteger.class, value -> Index.isIndex(value) ? Index.of(value) : null);
        integers(short.class, Short.class, Short.SIZE, BigInteger::shortValueExact);
        integers(byte.class, Byte.class, Byte.SIZE, BigInteger::byteValueExact);
        add(double.class, Double.class, ScalarConversions::toDouble);
        add(float.class, Float.class, ScalarConversions::toFloat);
        add(BigDecimal.class, ScalarConversions::toDecimal);
        add(Number.class, value -> ToJava.of(value) instanceof Number number ? number : null);
        add(String.class, ScalarConversions::toText);
        add(byte[].class, ScalarConversions::toBytes);
        add(CharSequence.class, ScalarConversions::toText);
        add(char.class, Character.class, ScalarConversions::toCharacter);
        add(char[].class, value -> toText(value) instanceof String text ? text.toCharArray() : null);
    }

    private ScalarConversions() {}

    /** The conversion to a type, or null when it is none of these. */
    static @Nullable Conversion to(Class<?> type) {
        return CONVERSIONS.get(type);
    }

    /** See {@link Conversions#rank}. */
    static int rank(Class<?> type) {
        int rank = BY_LIKELIHOOD.indexOf(type);
        return rank < 0 ? BY_LIKELIHOOD.size() + (type == Object.class ? 1 : 0) : rank;
    }

    /** @param convert the result, or null when the value is of the wrong type */
    private static void add(Class<?> type, Function<Object, @Nullable Object> convert) {
        String allowed = "a Java " + type.getSimpleName();
        Conversion conversion = value -> {
            Object plain = value == null ? null : BuiltinValue.of(value);
            Object converted = plain == null ? null : convert.apply(plain);
            if (converted == null && (value != null || type.isPrimitive())) {
                throw Conversion.unfit(value, allowed);
            }
            return converted;
        };
        CONVERSIONS.put(type, conversion);
        BY_LIKELIHOOD.add(type);
    }

    private static void add(Class<?> primitive, Class<?> boxed, Function<Object, @Nullable Object> convert) {
        add(primitive, convert);
        add(boxed, convert);
    }

    private static void integers(Class<?> primitive, Class<?> boxed, int bits, Function<BigInteger, Object> exact) {
        add(primitive, boxed, value -> {
            if (!Index.isIndex(value)) {
                return null;
            }
            BigInteger number = Index.of(value);
            if (number.bitLength() >= bits) {
                throw PyException.overflowError("Python int too large to convert to Java " + primitive
                        + ", allowed are -2**" + (bits - 1) + " to 2**" + (bits - 1) + "-1");
            }
            return exact.apply(number);
        });
    }

    private static @Nullable Double toDouble(Object value) {
        if (!Index.isIndex(value)) {
            return value instanceof Double || value instanceof Float ? ((Number) value).doubleValue() : null;
        }
        BigInteger exact = Index.of(value);
        double number = exact.doubleValue();
        if (Double.isInfinite(number)) {
            throw PyException.overflowError("int too large to convert to float");
        }
        if (!new BigDecimal(number).toBigInteger().equals(exact)) {
            throw PyException.valueError("Python int " + exact + " has no Java double that is equal to it");
        }
        return number;
    }

    private static @Nullable Float toFloat(Object value) {
        Double number = toDouble(value);
        if (number == null) {
            return null;
        }
        float single = number.floatValue();
        if (Float.isInfinite(single) && !number.isInfinite()) {
            throw PyException.overflowError("Python float too large to convert to Java float");
        }
        return single;
    }

    private static @Nullable Object toDecimal(Object value) {
        if (Index.isIndex(value)) {
            return new BigDecimal(Index.of(value));
        }
        if (value instanceof Double number && !number.isInfinite() && !number.isNaN()) {
            return BigDecimal.valueOf(number);
        }
        return ToJava.of(value) instanceof BigDecimal decimal ? decimal : null;
    }

    private static @Nullable Object toText(Object value) {
        return value instanceof Py2Str text && text.isAscii() ? text.text() : value instanceof String ? value : null;
    }

    private static @Nullable Object toCharacter(Object value) {
        return toText(value) instanceof String text && text.length() == 1 ? text.charAt(0) : null;
    }

    private static byte @Nullable [] toBytes(Object value) {
        if (value instanceof Py2Str text) {
            return text.bytes();
        }
        if (value instanceof PyObject array) {
            return octets(ArrayItems.of(array));
        }
        return value instanceof PyByteArray array ? array.bytes() : value instanceof byte[] bytes ? bytes : null;
    }

    /** Signed or not: Python's arrays have both, and so has who uses a Java byte. */
    private static byte @Nullable [] octets(@Nullable List<?> items) {
        if (items == null) {
            return null;
        }
        byte[] bytes = new byte[items.size()];
        for (int i = 0; i < bytes.length; i++) {
            if (!(items.get(i) instanceof Integer octet) || octet < Byte.MIN_VALUE || octet > 0xff) {
                return null;
            }
            bytes[i] = octet.byteValue();
        }
        return bytes;
    }
}
