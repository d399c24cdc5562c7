package io.picklewire.python;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Python's quoted text and bytes. Source: CPython's {@code unicode_repr}, {@code bytes_repr} and, for what is
 * printable, {@code str.isprintable} with Java's Unicode tables.
 */
final class TextRepr {
    private final StringBuilder out;
    private final boolean asciiOnly;
    private final char quote;

    private TextRepr(StringBuilder out, boolean asciiOnly, char quote) {
        this.out = out;
        this.asciiOnly = asciiOnly;
        this.quote = quote;
    }

    /** Quotes a String or PyText; what is not printable is escaped, or all that is not ASCII. */
    static void quote(StringBuilder out, Object text, boolean asciiOnly) {
        boolean singles = codePoints(text).anyMatch(c -> c == '\'');
        boolean doubles = codePoints(text).anyMatch(c -> c == '"');
        TextRepr repr = new TextRepr(out, asciiOnly, singles && !doubles ? '"' : '\'');
        out.append(repr.quote);
        codePoints(text).forEachOrdered(repr::character);
        out.append(repr.quote);
    }

    /** Quotes bytes, without a prefix; a bytearray escapes each single quote, needed or not. */
    static void quote(StringBuilder out, byte[] bytes, boolean array) {
        boolean singles = false;
        boolean doubles = false;
        for (byte each : bytes) {
            singles |= each == '\'';
            doubles |= each == '"';
        }
        TextRepr repr = new TextRepr(out, true, singles && !doubles ? '"' : '\'');
        out.append(repr.quote);
        for (byte each : bytes) {
            if (array && each == '\'') {
                out.append("\\'");
            } else {
                repr.character(each & 0xff);
            }
        }
        out.append(repr.quote);
    }

    /** The String or PyText that a value is to Python 3, or null when it is no str there. */
    static @Nullable Object text(@Nullable Object value) {
        Object seen = value instanceof Py2Str str ? str.toPython3() : value;
        return seen instanceof String || seen instanceof PyText ? seen : null;
    }

    private static IntStream codePoints(Object text) {
        return text instanceof PyText exotic ? IntStream.of(exotic.codePoints()) : ((String) text).codePoints();
    }

    private void character(int c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c == quote || c == '\\') {
                    out.append('\\').append((char) c);
                } else if (asciiOnly ? c >= ' ' && c < 0x7f : isPrintable(c)) {
                    out.appendCodePoint(c);
                } else {
                    escape(c);
                }
            }
        }
    }

    private void escape(int c) {
        int digits = c <= 0xff ? 2 : c <= 0xffff ? 4 : 8;
        out.append(c <= 0xff ? "\\x" : c <= 0xffff ? "\\u" : "\\U");
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit(c >> shift & 0xf, 16));
        }
    }

    private static boolean isPrintable(int c) {
        if (c < 0x7f) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
