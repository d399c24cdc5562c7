package io.picklewire.python;

import java.math.BigInteger;

/** The text of a range. Source: CPython's {@code range_repr} and Python 2's {@code xrange_repr}. */
final class RangeRepr {
    private RangeRepr() {}

    static String of(PyRange range, boolean python2) {
        boolean plain = range.step().equals(BigInteger.ONE);
        String step = plain ? "" : ", " + range.step();
        if (!python2) {
            return "range(" + range.start() + ", " + range.stop() + step + ")";
        }
        boolean fromZero = plain && range.start().signum() == 0;
        return "xrange(" + (fromZero ? "" : range.start() + ", ") + range.stop() + step + ")";
    }
}
