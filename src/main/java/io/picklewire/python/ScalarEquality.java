package io.picklewire.python;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Python's {@code ==} for values that hold no others. */
final class ScalarEquality {
    private ScalarEquality() {}

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (Numbers.isReal(a) && Numbers.isReal(b)) {
            return Numbers.compare(a, b) == 0;
        }
        if (a instanceof PyComplex || b instanceof PyComplex) {
            return a instanceof PyComplex complex ? complex(complex, b) : complex((PyComplex) b, a);
        }
        Object x = a instanceof Py2Str str ? str.toPython3() : a;
        Object y = b instanceof Py2Str str ? str.toPython3() : b;
        byte[] bytes = ByteSequences.of(x);
        if (bytes != null) {
            return Arrays.equals(bytes, ByteSequences.of(y));
        }
        if (x instanceof PyGlobal global && y instanceof PyGlobal other) {
            return global.equals(other) || PythonNames.toPython3(global).equals(PythonNames.toPython3(other));
        }
        if (x instanceof PyRange range && y instanceof PyRange other) {
            return ranges(range, other);
        }
        return x.equals(y);
    }

    private static boolean complex(PyComplex a, Object b) {
        if (b instanceof PyComplex other) {
            return a.real() == other.real() && a.imaginary() == other.imaginary();
        }
        return a.imaginary() == 0 && Numbers.isReal(b) && equal(a.real(), b);
    }

    private static boolean ranges(PyRange a, PyRange b) {
        int size = a.size().bitLength();
        return a.size().equals(b.size())
                && (size == 0 || a.start().equals(b.start()))
                && (size <= 1 || a.step().equals(b.step()));
    }
}
