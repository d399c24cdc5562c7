package io.picklewire.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Hashes the values that hold no others. */
final class ScalarHash {
    private static final int NONE = SipHash.of(1, 2);

    private ScalarHash() {}

    static int of(@Nullable Object value) {
        if (value == null) {
            return NONE;
        }
        if (Numbers.isReal(value)) {
            return number(value);
        }
        if (value instanceof PyComplex complex) {
            return complex(complex);
        }
        Object python3 = value instanceof Py2Str str ? str.toPython3() : value;
        if (python3 instanceof String text) {
            return SipHash.of(text);
        }
        byte[] bytes = ByteSequences.of(python3);
        return bytes != null ? SipHash.of(bytes) : other(value);
    }

    private static int other(Object value) {
        if (value instanceof PyGlobal written) {
            PyGlobal global = PythonNames.toPython3(written);
            return SipHash.of(SipHash.of(global.module()), SipHash.of(global.name()));
        }
        if (value instanceof PyRange range) {
            return range(range);
        }
        if (value instanceof PyText text) {
            SipHash hash = new SipHash();
            for (int point : text.codePoints()) {
                hash.add(point);
            }
            return hash.finish();
        }
        return SipHash.of(value.hashCode(), 0);
    }

    private static int number(Object value) {
        if (!Numbers.isFloat(value)) {
            return value instanceof BigInteger big
                    ? whole(big)
                    : SipHash.of(Index.of(value).longValue());
        }
        double number = ((Number) value).doubleValue();
        if (Double.isNaN(number)) {
            return SipHash.of(System.identityHashCode(value));
        }
        BigInteger whole = Numbers.whole(number);
        return whole == null ? SipHash.of(Double.doubleToLongBits(number)) : whole(whole);
    }

    private static int whole(BigInteger number) {
        return number.bitLength() < Long.SIZE ? SipHash.of(number.longValue()) : SipHash.of(number.toByteArray());
    }

    private static int complex(PyComplex value) {
        if (Double.isNaN(value.real()) || Double.isNaN(value.imaginary())) {
            return SipHash.of(System.identityHashCode(value));
        }
        if (value.imaginary() == 0) {
            return number(value.real());
        }
        // 0.0 + makes 0.0 of -0.0, which are equal.
        long real = Double.doubleToLongBits(0.0 + value.real());
        return SipHash.of(real, Double.doubleToLongBits(0.0 + value.imaginary()));
    }

    /** By what it goes through: the ranges from 0 to 3 and to 4 in steps of 2 are equal. */
    private static int range(PyRange range) {
        BigInteger size = range.size();
        SipHash hash = new SipHash().add(whole(size));
        if (size.signum() > 0) {
            hash.add(whole(range.start()));
        }
        return size.compareTo(BigInteger.ONE) > 0
                ? hash.add(whole(range.step())).finish()
                : hash.finish();
    }
}
