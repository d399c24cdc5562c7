package io.picklewire.python;

/** The text of a literal, and how far it has been read. Not thread-safe. */
final class LiteralText {
    private final String text;
    private int position;

    LiteralText(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    /** All of it. */
    String whole() {
        return text;
    }

    void moveTo(int next) {
        position = next;
    }

    boolean isAtEnd() {
        return position >= text.length();
    }

    /** What comes next, without reading it; a NUL at the end. */
    char peek() {
        return isAtEnd() ? '\0' : text.charAt(position);
    }

    /** Reads one character. */
    char next(String wanted) {
        if (isAtEnd()) {
            throw expected(wanted);
        }
        return text.charAt(position++);
    }

    /** Reads that character if it comes next. */
    boolean accept(char wanted) {
        if (isAtEnd() || text.charAt(position) != wanted) {
            return false;
        }
        position++;
        return true;
    }

    void skipSpace() {
        while (!isAtEnd() && Character.isWhitespace(peek())) {
            position++;
        }
    }

    /** Reads that many hexadecimal digits. */
    int hex(int digits) {
        int end = position + digits;
        for (int i = position; i < end; i++) {
            if (i >= text.length() || Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
                position = i;
                throw expected(digits + " hexadecimal digits of an escape");
            }
        }
        long value = Long.parseLong(text.substring(position, end), 16);
        if (value > Character.MAX_CODE_POINT) {
            throw new LiteralException(position, "an escape is above the last character, 10ffff");
        }
        position = end;
        return (int) value;
    }

    /** The error for text that is not what was expected here. */
    LiteralException expected(String wanted) {
        String found = isAtEnd() ? "the end" : Repr.of(Character.toString(text.codePointAt(position)));
        return new LiteralException(position, "found " + found + ", allowed is " + wanted);
    }
}
