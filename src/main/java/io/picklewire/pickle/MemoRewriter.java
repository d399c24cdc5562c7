package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a piece cut out of a pickle valid in another one.
 *
 * <p>A {@code GET} names a memo entry by a number that counts from the start of the message it was cut
 * from. Rewritten, a piece numbers only those entries that it reads, from a number of the writer's choice,
 * with explicit {@code PUT}s; entries nobody reads and {@code FRAME}s are dropped. So pieces stand one
 * after the other in one message, each overwriting entries that are no longer needed.
 * One instance a piece; not thread-safe.
 */
final class MemoRewriter {
    private static final int LARGEST_SHORT = 255;

    private final byte[] data;
    private final Span span;
    private final Map<Long, Integer> definitions = new HashMap<>();
    private final BitSet read = new BitSet();

    MemoRewriter(byte[] data, Span span) {
        this.data = data;
        this.span = span;
    }

    /** Whether every entry that the piece reads was made inside the piece; to be asked first. */
    boolean standsAlone() {
        OpcodeCursor cursor = cursor();
        long next = span.memoized();
        int definition = 0;
        while (cursor.hasNext()) {
            cursor.next();
            switch (cursor.opcode) {
                case MEMOIZE -> definitions.put(next++, definition++);
                case PUT, BINPUT, LONG_BINPUT -> {
                    definitions.put(cursor.memoIndex(), definition++);
                    next++;
                }
                case GET, BINGET, LONG_BINGET -> {
                    Integer found = definitions.get(cursor.memoIndex());
                    if (found == null) {
                        return false;
                    }
                    read.set(found);
                }
                default -> {}
            }
        }
        return true;
    }

    /** How many memo entries the rewritten piece makes. */
    int entries() {
        return read.cardinality();
    }

    /** Writes the piece with its entries numbered from {@code base}. */
    void write(PickleBuffer out, int base) {
        definitions.clear();
        OpcodeCursor cursor = cursor();
        long next = span.memoized();
        int definition = 0;
        int number = base;
        int copied = span.from();
        while (cursor.hasNext()) {
            cursor.next();
            boolean memoizes = StackEffect.of(cursor.opcode) == StackEffect.MEMO;
            Long index = memoIndex(cursor, next);
            if (index == null && cursor.opcode != FRAME) {
                continue;
            }
            out.write(data, copied, cursor.start - copied);
            copied = cursor.position();
            if (memoizes) {
                next++;
                if (read.get(definition)) {
                    definitions.put(index, number);
                    number(out, BINPUT, LONG_BINPUT, number++);
                }
                definition++;
            } else if (index != null) {
                number(out, BINGET, LONG_BINGET, Objects.requireNonNull(definitions.get(index)));
            }
        }
        out.write(data, copied, span.to() - copied);
    }

    private static @Nullable Long memoIndex(OpcodeCursor cursor, long next) {
        return switch (cursor.opcode) {
            case MEMOIZE -> next;
            case PUT, BINPUT, LONG_BINPUT, GET, BINGET, LONG_BINGET -> cursor.memoIndex();
            default -> null;
        };
    }

    private static void number(PickleBuffer out, int shortForm, int longForm, int index) {
        boolean fits = index <= LARGEST_SHORT;
        out.write(fits ? shortForm : longForm);
        out.littleEndian(index, fits ? 1 : Integer.BYTES);
    }

    private OpcodeCursor cursor() {
        return new OpcodeCursor(data, span.from(), span.to());
    }
}
