package io.picklewire.pickle;

import io.picklewire.python.PyText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.razorvine.pickle.PickleException;

/**
 * The encodings of text in pickles: UTF-8 in which lone surrogates pass, and the escapes of protocol 0.
 * Source: CPython's {@code pickle._Unpickler.load_unicode}, {@code load_string}; codecs
 * {@code raw-unicode-escape} and {@code string-escape}.
 */
final class PickleText {
    private static final int SURROGATE_LEAD = 0xED;
    private static final String SIMPLE_ESCAPES = "\\\\''\"\"a\u0007b\bf\fn\nr\rt\tv\u000b";

    private PickleText() {}

    /** Python text from UTF-8 with surrogates let through: a String, or a PyText where that would lose something. */
    static Object utf8(byte[] data, int from, int to, Function<String, PickleException> failure) {
        String text = new String(data, from, to - from, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        return PyText.of(codePoints(data, from, to, failure));
    }

    private static int[] codePoints(byte[] data, int from, int to, Function<String, PickleException> failure) {
        int[] points = new int[to - from];
        int count = 0;
        int at = from;
        while (at < to) {
            int lead = data[at] & 0xff;
            int length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
            if (length == 0 || at + length > to) {
                throw failure.apply("byte 0x" + Integer.toHexString(lead) + " starts no UTF-8 sequence");
            }
            int point = length == 1 ? lead : lead & (0x7f >> length);
            for (int i = 1; i < length; i++) {
                if ((data[at + i] & 0xC0) != 0x80) {
                    throw failure.apply("invalid UTF-8 continuation byte");
                }
                point = (point << 6) | (data[at + i] & 0x3f);
            }
            boolean overlong = (length == 3 && point < 0x800) || (length == 4 && (point < 0x10000 || point > 0x10FFFF));
            if (overlong) {
                throw failure.apply("overlong UTF-8 sequence");
            }
            points[count++] = point;
            at += length;
        }
        return IntStream.of(points).limit(count).toArray();
    }

    /** UTF-8 of a text, its lone surrogates included. */
    static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return utf8(text.codePoints().toArray());
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] utf8(int[] codePoints) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(codePoints.length * 3);
        for (int point : codePoints) {
            if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
                out.write(SURROGATE_LEAD);
                out.write(0x80 | ((point >> 6) & 0x3f));
                out.write(0x80 | (point & 0x3f));
            } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    /** Decodes {@code raw-unicode-escape}, the text of UNICODE. */
    static Object rawUnicodeEscape(String line, Function<String, PickleException> failure) {
        int[] points = new int[line.length()];
        int count = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            char kind = c == '\\' && i + 1 < line.length() ? line.charAt(i + 1) : ' ';
            int digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
            if (digits == 0) {
                points[count++] = c;
                if (c == '\\' && kind == '\\') {
                    points[count++] = kind;
                    i++;
                }
                continue;
            }
            points[count++] = hexadecimal(line, i + 2, digits, failure);
            i += 1 + digits;
        }
        return PyText.of(IntStream.of(points).limit(count).toArray());
    }

    /** Encodes {@code raw-unicode-escape} with every character escaped that a line cannot hold. */
    static String toRawUnicodeEscape(int[] codePoints) {
        StringBuilder line = new StringBuilder();
        for (int point : codePoints) {
            boolean plain = point >= ' ' && point < 0x7f && point != '\\';
            if (plain) {
                line.append((char) point);
            } else {
                line.append(point > 0xffff ? "\\U%08x".formatted(point) : "\\u%04x".formatted(point));
            }
        }
        return line.toString();
    }

    /** The bytes of STRING: a Python 2 string literal in quotes. */
    static byte[] stringLiteral(String line, Function<String, PickleException> failure) {
        String text = line.strip();
        char quote = text.isEmpty() ? ' ' : text.charAt(0);
        if (text.length() < 2 || (quote != '\'' && quote != '"') || text.charAt(text.length() - 1) != quote) {
            throw failure.apply("the STRING opcode's argument must be quoted");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            i = c == '\\' ? escape(text, i + 1, out, failure) : i;
            if (c != '\\') {
                out.write(c);
            }
        }
        return out.toByteArray();
    }

    /** Writes what the escape at {@code at} (after the backslash) stands for; returns where it ends. */
    private static int escape(
            String text, int at, ByteArrayOutputStream out, Function<String, PickleException> failure) {
        char kind = text.charAt(at);
        if (kind == 'x') {
            out.write(hexadecimal(text, at + 1, 2, failure));
            return at + 2;
        }
        if (kind >= '0' && kind <= '7') {
            int end = at;
            int value = 0;
            while (end < at + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
                value = value * 8 + text.charAt(end++) - '0';
            }
            out.write(value);
            return end - 1;
        }
        int known = -1;
        for (int i = 0; i < SIMPLE_ESCAPES.length(); i += 2) {
            known = SIMPLE_ESCAPES.charAt(i) == kind ? i : known;
        }
        if (known < 0) {
            out.write('\\');
        }
        out.write(known < 0 ? kind : SIMPLE_ESCAPES.charAt(known + 1));
        return at;
    }

    private static int hexadecimal(String text, int from, int digits, Function<String, PickleException> failure) {
        try {
            int value = Integer.parseInt(text.substring(from, from + digits), 16);
            if (value >= 0 && value <= Character.MAX_CODE_POINT) {
                return value;
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            // falls through to the one failure
        }
        throw failure.apply("truncated or invalid escape in '" + text + "'");
    }
}
