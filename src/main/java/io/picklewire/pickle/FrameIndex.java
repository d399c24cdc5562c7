package io.picklewire.pickle;

import java.util.Arrays;

/**
 * Where {@code FRAME}s stand between and inside of a message's values.
 *
 * <p>CPython's pickler ends a frame every 64 KiB and around each large string, so they stand inside of long lists and
 * beside large strings; in a piece cut out they would announce bytes that are not there. Not thread-safe.
 */
final class FrameIndex {
    private static final int[] NONE = {};
    /** The opcode and how many bytes the frame has. */
    private static final int SIZE = 1 + Long.BYTES;

    private int[] starts = NONE;
    private int count;

    /** Adds one that comes after all others. */
    void add(int start) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, Math.max(4, count * 2));
        }
        starts[count++] = start;
    }

    /** Whether one stands in that piece. */
    boolean isIn(Span span) {
        int first = first(span);
        return first < count && starts[first] < span.to();
    }

    /** The opcodes of a piece but for those. */
    byte[] without(byte[] message, Span span) {
        int first = first(span);
        int end = first;
        while (end < count && starts[end] < span.to()) {
            end++;
        }
        byte[] piece = new byte[span.to() - span.from() - (end - first) * SIZE];
        int written = 0;
        int from = span.from();
        for (int i = first; i <= end; i++) {
            int to = i < end ? starts[i] : span.to();
            System.arraycopy(message, from, piece, written, to - from);
            written += to - from;
            from = to + SIZE;
        }
        return piece;
    }

    private int first(Span span) {
        int found = Arrays.binarySearch(starts, 0, count, span.from());
        return found < 0 ? -found - 1 : found;
    }
}
