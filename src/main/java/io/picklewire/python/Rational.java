package io.picklewire.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rational number that is neither an int nor a float: a {@code Decimal} or a {@code Fraction} that is one of those is
 * compared as that. Immutable.
 *
 * @param numerator with the sign
 * @param denominator above 1, without a common divisor
 */
record Rational(BigInteger numerator, BigInteger denominator) {
    /** Numbers with more digits than this are not worked out: a short text can name any number of them. */
    private static final int MOST_DIGITS = 5000;

    /** The result for numbers so far apart that their digits do not matter. */
    private static final MathContext ROUGHLY = MathContext.DECIMAL128;

    /** A decimal with too many digits to be worked out; equal to the same digits and exponent alone. */
    record Far(BigDecimal value) {}

    /** What {@code Decimal(text)} is compared as; null when that is no number. */
    static @Nullable Object ofDecimal(@Nullable String text) {
        if (text == null || text.length() > MOST_DIGITS) {
            return null;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.endsWith("INFINITY") || upper.endsWith("INF")) {
            return upper.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (upper.contains("NAN")) {
            return Double.NaN;
        }
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
        if (value.signum() == 0) {
            return 0;
        }
        BigDecimal stripped = value.stripTrailingZeros();
        if (Math.abs((long) stripped.scale()) > MOST_DIGITS) {
            return new Far(stripped);
        }
        return stripped.scale() <= 0
                ? Index.smallest(stripped.toBigIntegerExact())
                : of(stripped.unscaledValue(), BigInteger.TEN.pow(stripped.scale()));
    }

    /** What a fraction is compared as, from a text such as {@code -1/3}; null when it is none. */
    static @Nullable Object ofFraction(@Nullable String text) {
        if (text == null || text.length() > MOST_DIGITS) {
            return null;
        }
        int slash = text.indexOf('/');
        try {
            BigInteger denominator = new BigInteger(text.substring(slash + 1));
            return denominator.signum() <= 0 ? null : of(new BigInteger(text.substring(0, slash)), denominator);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The int or the float that it is, or else a ratio. */
    private static Object of(BigInteger numerator, BigInteger denominator) {
        BigInteger divisor = numerator.gcd(denominator);
        BigInteger above = numerator.divide(divisor);
        BigInteger below = denominator.divide(divisor);
        if (below.equals(BigInteger.ONE)) {
            return Index.smallest(above);
        }
        if (below.bitCount() == 1) {
            BigDecimal exact = new BigDecimal(above).divide(new BigDecimal(below));
            double real = exact.doubleValue();
            if (!Double.isInfinite(real) && new BigDecimal(real).compareTo(exact) == 0) {
                return real;
            }
        }
        return new Rational(above, below);
    }

    /** Whether one is such a number and the other a number too. */
    static boolean concerns(@Nullable Object a, @Nullable Object b) {
        return (isOwn(a) && (isOwn(b) || Numbers.isReal(b))) || (isOwn(b) && Numbers.isReal(a));
    }

    private static boolean isOwn(@Nullable Object value) {
        return value instanceof Rational || value instanceof Far;
    }

    /** Negative, zero or positive as {@code a} is less, equal or greater; positive too when one is NaN. */
    static int compare(Object a, Object b) {
        if (isInfinite(a) || isInfinite(b)) {
            double x = isInfinite(a) ? ((Number) a).doubleValue() : 0;
            double y = isInfinite(b) ? ((Number) b).doubleValue() : 0;
            return x < y ? -1 : 1;
        }
        if (a instanceof Far || b instanceof Far) {
            return roughly(a).compareTo(roughly(b));
        }
        Rational x = exact(a);
        Rational y = exact(b);
        return x.numerator.multiply(y.denominator).compareTo(y.numerator.multiply(x.denominator));
    }

    private static boolean isInfinite(Object value) {
        return Numbers.isFloat(value) && !Double.isFinite(((Number) value).doubleValue());
    }

    private static BigDecimal roughly(Object value) {
        if (value instanceof Far far) {
            return far.value();
        }
        Rational ratio = exact(value);
        return new BigDecimal(ratio.numerator).divide(new BigDecimal(ratio.denominator), ROUGHLY);
    }

    private static Rational exact(Object value) {
        if (value instanceof Rational ratio) {
            return ratio;
        }
        if (!Numbers.isFloat(value)) {
            return new Rational(Index.of(value), BigInteger.ONE);
        }
        BigDecimal exact = new BigDecimal(((Number) value).doubleValue());
        return exact.scale() <= 0
                ? new Rational(exact.toBigIntegerExact(), BigInteger.ONE)
                : new Rational(exact.unscaledValue(), BigInteger.TEN.pow(exact.scale()));
    }
}
