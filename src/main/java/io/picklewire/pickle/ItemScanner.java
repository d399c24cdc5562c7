package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.Budget;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.List;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the opcodes of a piece that is a tuple or a list, and finds where each of its items lies. Nothing is built. One
 * instance a piece; not thread-safe.
 */
final class ItemScanner {
    /** So many opcodes are read before the {@link Budget} is asked whether there is time for more. */
    private static final int OPCODES = 0x4000;

    private static final int OPCODES_STEPS = 300;

    private final Scanner.Traits traits;
    private final OpcodeCursor cursor;
    private final SpanStack stack = new SpanStack();
    private int memoized;
    private boolean isOther;
    /** The items so far; null as long as no tuple or list stands at the bottom. */
    private @Nullable List<Span> items;

    ItemScanner(Scanner.Traits traits, Span piece) {
        this.traits = traits;
        this.cursor = new OpcodeCursor(traits.message(), piece.from(), piece.to());
    }

    /** The items; null when the piece is no tuple and no list, or when an item reads what another one made. */
    @Nullable
    List<Sealed> scan() {
        for (int steps = 1; cursor.hasNext() && !isOther; steps++) {
            if ((steps & OPCODES - 1) == 0) {
                Budget.spend(OPCODES_STEPS);
            }
            cursor.next();
            step();
        }
        return isOther || items == null || stack.depth() != 1 ? null : cut(items);
    }

    private @Nullable List<Sealed> cut(List<Span> spans) {
        List<Sealed> pieces = new ArrayList<>(spans.size());
        for (Span span : spans) {
            Sealed piece = PickledValue.cut(traits, span);
            if (piece == null) {
                return null;
            }
            pieces.add(piece);
        }
        return pieces;
    }

    private void step() {
        byte effect = StackEffect.of(cursor.opcode);
        switch (effect) {
            case StackEffect.NOTHING -> {}
            case StackEffect.MEMO -> memoized++;
            case StackEffect.MARKS -> stack.mark(cursor.start);
            case StackEffect.ODD -> isOther = true; // recursive tuples, and what is made for its effect
            default -> {
                int slot = stack.resultSlot(effect, cursor);
                int marks = stack.marks() - (StackEffect.endsMark(effect) ? 1 : 0);
                if (marks == 0 && slot == 0) {
                    collect();
                }
                stack.apply(effect, cursor, memoized);
            }
        }
    }

    /** The opcode makes what stands at the bottom, or changes it. */
    private void collect() {
        List<Span> known = items;
        switch (cursor.opcode) {
            case EMPTY_TUPLE, EMPTY_LIST, TUPLE, LIST, TUPLE1, TUPLE2, TUPLE3 ->
                items = new ArrayList<>(stack.spansFrom(0));
            case APPEND, APPENDS -> {
                if (known == null) {
                    isOther = true;
                } else {
                    known.addAll(stack.spansFrom(1));
                }
            }
            default -> isOther = true;
        }
    }

    /** @throws PickleException when it is no well-formed pickle */
    static @Nullable List<Sealed> itemsOf(Scanner.Traits traits, Span piece) {
        return new ItemScanner(traits, piece).scan();
    }
}
