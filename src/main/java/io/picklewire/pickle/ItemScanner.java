package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.Budget;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.List;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the opcodes of a tuple or a list, and finds where each of its items lies. Nothing is built. One instance a piece or a
 * message; not thread-safe.
 */
final class ItemScanner {
    /** So many opcodes are read before the {@link Budget} is asked whether there is time for more. */
    private static final int OPCODES = 0x4000;

    private static final int OPCODES_STEPS = 300;

    private final OpcodeCursor cursor;
    private final SpanStack stack = new SpanStack();
    private final TraitsCollector traits = new TraitsCollector();
    private int memoized;
    private boolean isOther;
    /** Whether nobody asks where the items lie. */
    private boolean isCounting;
    /** Where the items so far lie, each by its start, its end and the memo entries before; null as long as there is no tuple or list. */
    private @Nullable SpanList items;

    private ItemScanner(byte[] data, Span piece) {
        this.cursor = new OpcodeCursor(data, piece.from(), piece.to());
    }

    /** The items of a piece; null when that is no tuple and no list, or when an item reads what another one made. */
    static @Nullable List<Sealed> items(Scanner.Traits traits, Span piece) {
        ItemScanner scanner = new ItemScanner(traits.message(), piece);
        scanner.walk();
        return scanner.cut(traits);
    }

    /**
     * The items of a message; null as for a piece.
     *
     * @throws PickleException when it is no well-formed pickle
     */
    static @Nullable List<Sealed> items(byte[] message) {
        ItemScanner scanner = new ItemScanner(message, new Span(0, message.length, 0));
        scanner.walk();
        if (scanner.cursor.opcode != STOP) {
            throw scanner.cursor.failure("the pickle ends before its end");
        }
        return scanner.cut(scanner.traits.of(message));
    }

    /** Whether a piece is a list that is made of its items alone. */
    static boolean isList(byte[] data, Span piece) {
        ItemScanner scanner = new ItemScanner(data, piece);
        scanner.isCounting = true;
        scanner.walk();
        return !scanner.isOther && scanner.items != null && scanner.stack.depth() == 1;
    }

    private void walk() {
        for (int steps = 1; cursor.hasNext() && (steps == 1 || cursor.opcode != STOP); steps++) {
            if ((steps & OPCODES - 1) == 0) {
                Budget.spend(OPCODES_STEPS);
            }
            if (isCounting && stack.marks() == 1) {
                stack.pushUnknown(cursor.skipScalars());
            }
            cursor.next();
            step();
        }
    }

    private @Nullable List<Sealed> cut(Scanner.Traits found) {
        if (isOther || items == null || stack.depth() != 1) {
            return null;
        }
        return found.readsMemo() || found.isOneVersions() ? pieces(found, items) : new PickledItems(found, items);
    }

    private static @Nullable List<Sealed> pieces(Scanner.Traits found, SpanList spans) {
        List<Sealed> pieces = new ArrayList<>(spans.size());
        for (int i = 0; i < spans.size(); i++) {
            Sealed piece = PickledValue.cut(found, spans.get(i));
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
            case StackEffect.NOTHING -> traits.note(cursor, stack.depth() > 0);
            case StackEffect.MEMO -> {
                stack.requireTop(cursor);
                memoized++;
                traits.memoized(cursor);
            }
            case StackEffect.MARKS -> stack.mark(cursor.start);
            case StackEffect.ODD -> odd();
            default -> {
                int slot = stack.resultSlot(effect, cursor);
                int marks = stack.marks() - (StackEffect.endsMark(effect) ? 1 : 0);
                if (marks == 0 && slot == 0) {
                    collect();
                }
                stack.apply(effect, cursor, memoized);
                traits.notice(cursor);
            }
        }
    }

    /** DUP, POP and POP_MARK stand in values that contain themselves, and where something is made for its effect. */
    private void odd() {
        isOther = true;
        if (cursor.opcode == DUP) {
            stack.duplicate(cursor, memoized);
        } else {
            stack.drop(cursor);
        }
    }

    /** The opcode makes what stands at the bottom, or changes it. */
    private void collect() {
        SpanList known = items;
        switch (cursor.opcode) {
            case EMPTY_TUPLE, EMPTY_LIST, TUPLE, LIST, TUPLE1, TUPLE2, TUPLE3 -> {
                items = new SpanList();
                stack.addSpansTo(items, 0);
            }
            case APPEND, APPENDS -> {
                if (known != null && !isCounting) {
                    stack.addSpansTo(known, 1);
                }
            }
            default -> items = null; // something else stands there, such as the first item of a tuple without a mark
        }
    }
}
