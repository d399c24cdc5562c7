package io.picklewire.python;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Reads one of Python's strings or bytes literals, from its quote on. Not thread-safe. */
final class LiteralString {
    private static final String LETTERS = "\\'\"abfnrtv";
    private static final String CONTROLS = "\\'\"\u0007\b\f\n\r\t\u000b";
    private static final int LAST_BYTE = 0xff;
    private static final int LAST_ASCII = 0x7f;

    private final LiteralText text;
    private final boolean isBytes;
    private final boolean isRaw;
    private final StringBuilder read = new StringBuilder();

    /** @param prefix the letters before the quote */
    LiteralString(LiteralText text, String prefix) {
        String letters = prefix.toLowerCase(Locale.ROOT);
        this.text = text;
        this.isBytes = letters.contains("b");
        this.isRaw = letters.contains("r");
    }

    /** A String, or a byte array. */
    Object read() {
        int start = text.position();
        char quote = text.next("a quote");
        while (!text.accept(quote)) {
            if (text.isAtEnd()) {
                throw new LiteralException(start, "a string begins here that does not end; " + quote + " is missing");
            }
            int at = text.position();
            char next = text.next("a character");
            if (next == '\\') {
                escape(at);
            } else if (isBytes && next > LAST_ASCII) {
                throw new LiteralException(at, "bytes have ASCII characters only; write others as \\xNN");
            } else {
                read.append(next);
            }
        }
        return isBytes ? bytes() : read.toString();
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        read.chars().forEach(bytes::write);
        return bytes.toByteArray();
    }

    private void escape(int start) {
        char letter = text.next("what follows a backslash");
        int known = LETTERS.indexOf(letter);
        if (isRaw) {
            read.append('\\').append(letter);
        } else if (known >= 0) {
            read.append(CONTROLS.charAt(known));
        } else if (letter == 'x') {
            read.appendCodePoint(text.hex(2));
        } else if (letter >= '0' && letter <= '7') {
            octal(letter, start);
        } else if (letter != '\n' && (isBytes || !unicode(letter, start))) {
            read.append('\\').append(letter); // as Python does
        }
    }

    private void octal(char first, int start) {
        int value = first - '0';
        for (int digits = 1; digits < 3 && text.peek() >= '0' && text.peek() <= '7'; digits++) {
            value = value * 8 + text.next("a digit") - '0';
        }
        if (isBytes && value > LAST_BYTE) {
            throw new LiteralException(start, "an octal escape of bytes is at most \\377");
        }
        read.append((char) value);
    }

    private boolean unicode(char letter, int start) {
        switch (letter) {
            case 'u' -> read.appendCodePoint(text.hex(4));
            case 'U' -> read.appendCodePoint(text.hex(8));
            case 'N' -> read.appendCodePoint(named(start));
            default -> {
                return false;
            }
        }
        return true;
    }

    private int named(int start) {
        int end = text.whole().indexOf('}', text.position());
        if (!text.accept('{') || end < 0) {
            throw new LiteralException(start, "\\N needs the name of a character in {}");
        }
        String name = text.whole().substring(text.position(), end);
        text.moveTo(end + 1);
        try {
            return Character.codePointOf(name);
        } catch (IllegalArgumentException e) {
            throw new LiteralException(start, "no character is named '" + name + "'");
        }
    }
}
