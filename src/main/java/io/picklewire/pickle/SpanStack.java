package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The unpickler's stack with the values left out: of each, only where its opcodes lie in the message.
 */
final class SpanStack {
    private static final int VALUES = 8;

    private static final int MARKS = 4;
    /** Of each value: where its opcodes start, where they end, and the memo entries made before. */
    private static final int VALUE = 3;
    /** Of each mark: how many values were below it, and where it stands. */
    private static final int MARK = 2;

    private int[] values = new int[VALUES * VALUE];
    private int depth;
    private int[] markers = new int[MARKS * MARK];
    private int marks;

    int depth() {
        return depth;
    }

    int marks() {
        return marks;
    }

    void mark(int start) {
        if (marks * MARK == markers.length) {
            markers = Arrays.copyOf(markers, markers.length * 2);
        }
        markers[marks * MARK] = depth;
        markers[marks++ * MARK + 1] = start;
    }

    void push(int from, int to, int memoizedSoFar) {
        reserve(depth + 1);
        int at = depth++ * VALUE;
        values[at] = from;
        values[at + 1] = to;
        values[at + 2] = memoizedSoFar;
    }

    /** Values whose spans are not kept, and take no room; nobody may ask for them. */
    void pushUnknown(int count) {
        depth += count;
    }

    private void reserve(int count) {
        int needed = Math.multiplyExact(count, VALUE);
        if (needed > values.length) {
            values = Arrays.copyOf(values, Math.max(needed, values.length * 2));
        }
    }

    private int heightOfMark(int mark) {
        return markers[mark * MARK];
    }

    /** The slot in which the current opcode's result will stand. */
    int resultSlot(byte effect, OpcodeCursor cursor) {
        int floor = floor();
        int slot = depth - effect;
        if (StackEffect.endsMark(effect)) {
            if (marks == 0) {
                throw cursor.failure("no MARK is on the stack");
            }
            slot = effect == StackEffect.FROM_MARK ? floor : floor - 1;
            floor = marks > 1 ? heightOfMark(marks - 2) : 0;
        }
        if (slot < floor) {
            throw cursor.failure("stack underflow");
        }
        return slot;
    }

    /** Takes what the current opcode takes, and pushes the span of its result. */
    void apply(byte effect, OpcodeCursor cursor, int memoizedSoFar) {
        int slot = resultSlot(effect, cursor);
        reserve(slot + 1);
        int at = slot * VALUE;
        if (effect == StackEffect.FROM_MARK) {
            values[at] = markers[marks * MARK - 1];
        } else if (slot >= depth) {
            values[at] = cursor.start;
        }
        values[at + 1] = cursor.position();
        if (slot >= depth) {
            values[at + 2] = memoizedSoFar;
        }
        if (StackEffect.endsMark(effect)) {
            marks--;
        }
        depth = slot + 1;
    }

    /** DUP: the second of the two has no opcodes of its own, so spans mean nothing afterwards. */
    void duplicate(OpcodeCursor cursor, int memoizedSoFar) {
        requireTop(cursor);
        apply((byte) 0, cursor, memoizedSoFar);
    }

    /**
     * POP and POP_MARK: what is dropped was made for what the making does, and stays with the value before it.
     *
     * @return the slot of that value, or -1 when there is none before it in its group
     */
    int drop(OpcodeCursor cursor) {
        if (cursor.opcode == POP_MARK || depth == floor()) {
            if (marks == 0) {
                throw cursor.failure("stack underflow");
            }
            depth = heightOfMark(--marks);
        } else {
            depth--;
        }
        if (depth == floor()) {
            return -1;
        }
        int end = (depth - 1) * VALUE + 1;
        if (end < values.length) { // else it is one of those whose spans are not kept
            values[end] = cursor.position();
        }
        return depth - 1;
    }

    /** The span of the value in {@code slot}. */
    Span span(int slot) {
        int at = slot * VALUE;
        return new Span(values[at], values[at + 1], values[at + 2]);
    }

    /** The spans of the values from {@code slot} on. */
    List<Span> spansFrom(int slot) {
        if (slot >= depth) {
            return List.of();
        }
        List<Span> spans = new ArrayList<>(depth - slot);
        for (int each = slot; each < depth; each++) {
            spans.add(span(each));
        }
        return spans;
    }

    /** The same, added to a list. */
    void addSpansTo(SpanList list, int slot) {
        list.addAll(values, slot, Math.max(slot, depth));
    }

    void requireTop(OpcodeCursor cursor) {
        if (depth == floor()) {
            throw cursor.failure("stack underflow");
        }
    }

    void requireSingle(OpcodeCursor cursor) {
        if (depth != 1 || marks != 0) {
            throw cursor.failure(
                    "the pickle ends with " + depth + " values and " + marks + " marks on the stack, not one");
        }
    }

    /** How many values are below the last mark. */
    int floor() {
        return marks > 0 ? heightOfMark(marks - 1) : 0;
    }
}
