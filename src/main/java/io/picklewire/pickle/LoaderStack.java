package io.picklewire.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The unpickler's stack, with its marks. Not thread-safe. */
final class LoaderStack {
    private final OpcodeCursor cursor;
    private final List<@Nullable Object> values = new ArrayList<>();
    private int[] marks = new int[8];
    private int markCount;

    LoaderStack(OpcodeCursor cursor) {
        this.cursor = cursor;
    }

    void push(@Nullable Object value) {
        values.add(value);
    }

    @Nullable
    Object pop() {
        requireTop();
        return values.remove(values.size() - 1);
    }

    @Nullable
    Object top() {
        requireTop();
        return values.get(values.size() - 1);
    }

    /** Whether there is a value above the last mark. */
    boolean hasTop() {
        return values.size() > floor();
    }

    /** Puts a value in the place of the last one. */
    void replaceTop(@Nullable Object value) {
        requireTop();
        values.set(values.size() - 1, value);
    }

    void mark() {
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, markCount * 2);
        }
        marks[markCount++] = values.size();
    }

    /** Takes everything above the last mark, and the mark. */
    @Nullable
    Object[] popToMark() {
        if (markCount == 0) {
            throw cursor.failure("no MARK is on the stack");
        }
        List<@Nullable Object> above = values.subList(marks[--markCount], values.size());
        @Nullable Object[] taken = above.toArray();
        above.clear();
        return taken;
    }

    /** Takes the last {@code count} values, in the order in which they were pushed. */
    @Nullable
    Object[] pop(int count) {
        @Nullable Object[] taken = new @Nullable Object[count];
        for (int i = count - 1; i >= 0; i--) {
            taken[i] = pop();
        }
        return taken;
    }

    /** POP: takes the last value. When no value is above the last mark it takes the mark, and returns nothing. */
    @Nullable
    Object[] discard() {
        return hasTop() || markCount == 0 ? pop(1) : popToMark();
    }

    /** The one value that is left at the end. */
    @Nullable
    Object result() {
        if (values.size() != 1 || markCount != 0) {
            throw cursor.failure("the pickle ends with " + values.size() + " values and " + markCount
                    + " marks on the stack, not one");
        }
        return values.get(0);
    }

    private void requireTop() {
        if (!hasTop()) {
            throw cursor.failure("stack underflow");
        }
    }

    private int floor() {
        return markCount > 0 ? marks[markCount - 1] : 0;
    }
}
