package io.picklewire.python;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Python 2's {@code str}: bytes that may be text. Python 3 reads it as {@code str} when it is ASCII, and as
 * {@code bytes} otherwise; it is equal to what Python 3 reads. Immutable; any thread.
 */
public final class Py2Str {
    private final byte[] bytes;

    private Py2Str(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A str of these; the array becomes its own. */
    public static Py2Str of(byte[] bytes) {
        return new Py2Str(bytes);
    }

    /** Its bytes, not copied. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether it is text to Python 3. */
    public boolean isAscii() {
        for (byte each : bytes) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    /** The text of an ASCII one. */
    public String text() {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** What Python 3 reads: a String or a byte[]. */
    public Object toPython3() {
        return isAscii() ? text() : bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Py2Str str && Arrays.equals(bytes, str.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
