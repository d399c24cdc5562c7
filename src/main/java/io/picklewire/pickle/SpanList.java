package io.picklewire.pickle;

import java.util.Arrays;

/** A list of spans that takes little room. Not thread-safe. */
final class SpanList {
    private static final int FEW = 4;
    private static final int PARTS = 3;

    private int[] parts = new int[FEW * PARTS];
    private int size;

    /** Adds spans that lie in an array as {@link SpanStack} has them. */
    void addAll(int[] spans, int from, int to) {
        int count = to - from;
        int needed = (size + count) * PARTS;
        if (needed > parts.length) {
            parts = Arrays.copyOf(parts, Math.max(needed, parts.length * 2));
        }
        System.arraycopy(spans, from * PARTS, parts, size * PARTS, count * PARTS);
        size += count;
    }

    int size() {
        return size;
    }

    int from(int index) {
        return parts[index * PARTS];
    }

    int to(int index) {
        return parts[index * PARTS + 1];
    }

    Span get(int index) {
        return new Span(from(index), to(index), parts[index * PARTS + 2]);
    }
}
