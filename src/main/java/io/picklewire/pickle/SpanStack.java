package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The unpickler's stack with the values left out: of each, only where its opcodes lie in the message.
 */
final class SpanStack {
    private static final int INITIAL = 16;

    private int[] from = new int[INITIAL];
    private int[] to = new int[INITIAL];
    private int[] memoized = new int[INITIAL];
    private int depth;
    private int[] markHeight = new int[INITIAL];
    private int[] markStart = new int[INITIAL];
    private int marks;

    int depth() {
        return depth;
    }

    int marks() {
        return marks;
    }

    void mark(int start) {
        if (marks == markHeight.length) {
            markHeight = Arrays.copyOf(markHeight, marks * 2);
            markStart = Arrays.copyOf(markStart, marks * 2);
        }
        markHeight[marks] = depth;
        markStart[marks++] = start;
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
            floor = marks > 1 ? markHeight[marks - 2] : 0;
        }
        if (slot < floor) {
            throw cursor.failure("stack underflow");
        }
        return slot;
    }

    /** Takes what the current opcode takes, and pushes the span of its result. */
    void apply(byte effect, OpcodeCursor cursor, int memoizedSoFar) {
        int slot = resultSlot(effect, cursor);
        boolean empty = slot >= depth;
        if (slot == from.length) {
            from = Arrays.copyOf(from, slot * 2);
            to = Arrays.copyOf(to, slot * 2);
            memoized = Arrays.copyOf(memoized, slot * 2);
        }
        if (effect == StackEffect.FROM_MARK) {
            from[slot] = markStart[marks - 1];
        } else if (empty) {
            from[slot] = cursor.start;
        }
        if (empty) {
            memoized[slot] = memoizedSoFar;
        }
        if (StackEffect.endsMark(effect)) {
            marks--;
        }
        to[slot] = cursor.position();
        depth = slot + 1;
    }

    /** Keeps the depth right for POP, POP_MARK and DUP; spans mean nothing afterwards. */
    void odd(OpcodeCursor cursor, int memoizedSoFar) {
        if (cursor.opcode == DUP) {
            requireTop(cursor);
            apply((byte) 0, cursor, memoizedSoFar);
        } else if (cursor.opcode == POP_MARK || depth == floor()) {
            if (marks == 0) {
                throw cursor.failure("stack underflow");
            }
            depth = markHeight[--marks];
        } else {
            depth--;
        }
    }

    List<Span> spansFrom(int slot) {
        List<Span> spans = new ArrayList<>(Math.max(0, depth - slot));
        for (int i = slot; i < depth; i++) {
            spans.add(new Span(from[i], to[i], memoized[i]));
        }
        return spans;
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

    private int floor() {
        return marks > 0 ? markHeight[marks - 1] : 0;
    }
}
