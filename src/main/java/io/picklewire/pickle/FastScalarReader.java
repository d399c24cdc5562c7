package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a piece that is no more than a small scalar: nearly every ident, method name, flag and key. It saves the
 * {@link Loader}, which reads them all the same.
 */
final class FastScalarReader {
    /** The piece is something else. */
    static final Object OTHER = new Object();

    private static final int SHORT_HEADER = 2;
    private static final int LONG_HEADER = 5;
    private static final int LONGEST = 256;

    private FastScalarReader() {}

    /** The value, or {@link #OTHER}. */
    static @Nullable Object read(byte[] data, int from, int to) {
        return switch (data[from] & 0xff) {
            case NONE -> ends(data, from + 1, to) ? null : OTHER;
            case NEWTRUE -> ends(data, from + 1, to) ? true : OTHER;
            case NEWFALSE -> ends(data, from + 1, to) ? false : OTHER;
            case BININT1 -> ends(data, from + SHORT_HEADER, to) ? data[from + 1] & 0xff : OTHER;
            case SHORT_BINUNICODE ->
                to - from < SHORT_HEADER ? OTHER : ascii(data, from + SHORT_HEADER, data[from + 1] & 0xff, to);
            case BINUNICODE ->
                to - from < LONG_HEADER ? OTHER : ascii(data, from + LONG_HEADER, length(data, from), to);
            default -> OTHER;
        };
    }

    private static int length(byte[] data, int from) {
        boolean isShort = data[from + 2] == 0 && data[from + 3] == 0 && data[from + 4] == 0;
        return isShort ? data[from + 1] & 0xff : LONGEST;
    }

    private static Object ascii(byte[] data, int from, int length, int to) {
        if (length >= LONGEST || !ends(data, from + length, to)) {
            return OTHER;
        }
        for (int i = from; i < from + length; i++) {
            if (data[i] < 0) {
                return OTHER;
            }
        }
        return new String(data, from, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether nothing follows but the naming of the value in the memo, which nobody reads. */
    private static boolean ends(byte[] data, int at, int to) {
        return switch (to - at) {
            case 0 -> true;
            case 1 -> (data[at] & 0xff) == MEMOIZE;
            case 2 -> (data[at] & 0xff) == BINPUT;
            default -> false;
        };
    }
}
