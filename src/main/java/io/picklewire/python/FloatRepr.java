package io.picklewire.python;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Python's text of floats and complex numbers: the fewest digits that read back as the same number, an exponent
 * below 1e-4 and from 1e16 on. Source: CPython's {@code float_repr} and {@code complex_repr}.
 */
final class FloatRepr {
    /** Every decimal of so many digits is a different normal double: the shortest, if shorter, is among these. */
    private static final int SAFE_DIGITS = 15;

    private static final int MOST_DIGITS = 17;
    private static final int FIRST_EXPONENT = 16;
    private static final int LAST_PLAIN_EXPONENT = -4;

    private FloatRepr() {}

    /** {@code repr(value)}, which always looks like a float: {@code 1.0}. */
    static String of(double value) {
        String text = bare(value);
        boolean whole = text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        return whole ? text + ".0" : text;
    }

    /** {@code repr(value)}; a real part of 0.0 is left out. */
    static String of(PyComplex value) {
        String imaginary = bare(value.imaginary());
        if (Double.doubleToLongBits(value.real()) == 0) {
            return imaginary + "j";
        }
        String sign = imaginary.startsWith("-") ? "" : "+";
        return "(" + bare(value.real()) + sign + imaginary + "j)";
    }

    private static String bare(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        double magnitude = Math.abs(value);
        if (Double.isInfinite(value)) {
            return sign + "inf";
        }
        return sign + (magnitude == 0 ? "0" : positive(shortest(magnitude)));
    }

    /** The nearest to the exact value among the shortest: Java 17's own text is not always the shortest. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        int fewest = value < Double.MIN_NORMAL ? 1 : SAFE_DIGITS;
        for (int digits = fewest; digits < MOST_DIGITS; digits++) {
            BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (nearest.doubleValue() == value) {
                return nearest;
            }
            // above a power of two lie the doubles twice as far apart as below: the next one up may do
            BigDecimal above = exact.round(new MathContext(digits, RoundingMode.CEILING));
            if (above.doubleValue() == value) {
                return above;
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String positive(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        String digits = stripped.unscaledValue().toString();
        int exponent = digits.length() - 1 - stripped.scale();
        if (exponent >= LAST_PLAIN_EXPONENT && exponent < FIRST_EXPONENT) {
            return stripped.toPlainString();
        }
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        String size = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + size;
    }
}
