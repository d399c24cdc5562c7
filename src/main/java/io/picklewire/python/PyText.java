package io.picklewire.python;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A Python {@code str} that a Java String cannot hold: a high and a low surrogate stand next to each other in it as two
 * characters, and a String would take them for one. Immutable; any thread.
 */
public final class PyText {
    private final int[] codePoints;

    private PyText(int[] codePoints) {
        this.codePoints = codePoints;
    }

    /** The text of these code points: a String wherever one can hold it. */
    public static Object of(int[] codePoints) {
        String text = new String(codePoints, 0, codePoints.length);
        boolean lossless = text.codePointCount(0, text.length()) == codePoints.length;
        return lossless ? text : new PyText(codePoints.clone());
    }

    /** A copy of its code points. */
    public int[] codePoints() {
        return codePoints.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyText text && Arrays.equals(codePoints, text.codePoints);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(codePoints);
    }

    @Override
    public String toString() {
        return new String(codePoints, 0, codePoints.length);
    }
}
