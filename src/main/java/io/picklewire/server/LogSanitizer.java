package io.picklewire.server;

import org.jspecify.annotations.Nullable;

/** What a client said as the log has it: in one line that nobody can make long, or make two of. */
final class LogSanitizer {
    private static final int LONGEST = 300;

    private LogSanitizer() {}

    static String of(@Nullable String text) {
        String given = String.valueOf(text);
        StringBuilder line = new StringBuilder();
        given.codePoints().limit(LONGEST).forEach(point -> {
            if (isVisible(point)) {
                line.appendCodePoint(point);
            } else {
                line.append("\\u{%x}".formatted(point));
            }
        });
        return given.codePointCount(0, given.length()) > LONGEST
                ? line + "... (" + given.length() + " characters)"
                : line.toString();
    }

    /** Terminals obey characters that are not. */
    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
