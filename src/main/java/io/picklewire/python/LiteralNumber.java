package io.picklewire.python;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads Python's numbers: decimal, hexadecimal, octal and binary ints, and floats. */
final class LiteralNumber {
    private static final String DIGITS = "\\d(?:_?\\d)*";
    private static final Pattern RADIX =
            Pattern.compile("([+-]?)0(?:[xX](?<x>(?:_?[0-9a-fA-F])+)|[oO](?<o>(?:_?[0-7])+)|[bB](?<b>(?:_?[01])+))");
    private static final Pattern FLOAT = Pattern.compile("[+-]?(?:(?:" + DIGITS + ")?\\." + DIGITS + "|" + DIGITS
            + "\\.?)(?:(?<=\\.)|(?<=\\d)|$)(?:[eE][+-]?" + DIGITS + ")?");
    private static final Pattern INT = Pattern.compile("[+-]?(?:[1-9](?:_?\\d)*|0(?:_?0)*)");
    private static final Pattern REST_OF_WORD = Pattern.compile("[\\w.]+", Pattern.UNICODE_CHARACTER_CLASS);

    private LiteralNumber() {}

    /** @throws LiteralException when no number comes next */
    static Object read(LiteralText text) {
        Matcher radix = longest(RADIX, text);
        if (radix.lookingAt()) {
            end(text, radix);
            String digits = radix.group("x") != null
                    ? radix.group("x")
                    : radix.group("o") != null ? radix.group("o") : radix.group("b");
            int base = radix.group("x") != null ? 16 : radix.group("o") != null ? 8 : 2;
            return narrowest(new BigInteger(radix.group(1) + plain(digits), base));
        }
        Matcher number = longest(FLOAT, text);
        if (!number.lookingAt()) {
            throw text.expected("a literal: a number, a quoted string, None, True, False, or one of ( [ {");
        }
        int start = text.position();
        end(text, number);
        String digits = plain(number.group());
        if (INT.matcher(number.group()).matches()) {
            return narrowest(new BigInteger(digits));
        }
        if (digits.chars().noneMatch(each -> each == '.' || each == 'e' || each == 'E')) {
            throw new LiteralException(start, "an int does not begin with 0; quote it if it is text");
        }
        return Double.parseDouble(digits);
    }

    private static Matcher longest(Pattern pattern, LiteralText text) {
        return pattern.matcher(text.whole())
                .region(text.position(), text.whole().length());
    }

    /** A word that goes on is no number. */
    private static void end(LiteralText text, Matcher number) {
        Matcher more = REST_OF_WORD.matcher(text.whole());
        if (more.region(number.end(), text.whole().length()).lookingAt()) {
            text.moveTo(number.end());
            throw text.expected("the end of a number; text has to be quoted");
        }
        text.moveTo(number.end());
    }

    private static String plain(String digits) {
        return digits.replace("_", "");
    }

    private static Object narrowest(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return value.intValue();
        }
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
