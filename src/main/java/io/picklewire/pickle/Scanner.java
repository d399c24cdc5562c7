package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.Budget;
import io.picklewire.python.Sealed;
import java.util.Collections;
import java.util.List;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the opcodes of a request without building anything, and finds where each argument lies.
 *
 * <p>A request is the tuple {@code (ident, methodname, args, kwds)} that CPython's
 * {@code BaseProxy._callmethod} and {@code dispatch} send. As every pickler writes the four in that order,
 * a value's opcodes stand together, and the slot a value takes on the stack tells which one it is.
 * One instance a message; not thread-safe.
 */
public final class Scanner {
    /** So many opcodes are read before the {@link Budget} is asked whether there is time for more. */
    private static final int OPCODES = 0x4000;

    private static final int OPCODES_STEPS = 300;
    private static final int ARGS = 2;
    private static final int KWDS = 3;
    private static final int FOUR = 4;
    private static final Object NONE_SUCH = new Object();
    /** Stands for any number of spans that is beyond what a request may have, keywords and values counted apart. */
    private static final List<Span> TOO_MANY =
            Collections.nCopies(2 * ScannedRequest.MOST_ARGUMENTS + 2, new Span(0, 0, 0));

    private final byte[] message;
    private final @Nullable FastRequestHead head;
    private final OpcodeCursor cursor;
    private final SpanStack stack = new SpanStack();
    private final TraitsCollector traits = new TraitsCollector();
    private int memoized;
    private boolean odd;
    private @Nullable Span ident;
    private @Nullable Span method;
    private @Nullable List<Span> args;
    private @Nullable List<Span> kwds;

    private Scanner(byte[] message, @Nullable FastRequestHead head) {
        this.message = message;
        this.head = head;
        this.cursor = new OpcodeCursor(message, head == null ? 0 : head.end(), message.length);
        if (head != null) {
            memoized = head.memoized();
            traits.begin(head.protocol(), head.numbersMemo());
            head.push(stack);
        }
    }

    /**
     * Finds the parts of a request.
     *
     * @throws PickleException when the message is no well-formed pickle, or its value no request; the
     *     cause is a {@code PyException} when only args or kwds are not what Python can call with
     */
    public static ScannedRequest scan(byte[] message) {
        return scan(message, FastRequestHead.of(message));
    }

    /** The same of a message whose head has been read, or is not to be. */
    static ScannedRequest scan(byte[] message, @Nullable FastRequestHead head) {
        return head != null && head.isAll()
                ? new ScannedRequest(head.ident(), head.method(), List.of(), List.of(), head.protocol())
                : new Scanner(message, head).scan();
    }

    private ScannedRequest scan() {
        int steps = 0;
        do {
            if ((++steps & OPCODES - 1) == 0) {
                Budget.spend(OPCODES_STEPS);
            }
            cursor.next();
            step();
            if (stack.marks() > 1) {
                insideMark();
            }
        } while (cursor.opcode != STOP);
        if (cursor.hasNext()) {
            throw cursor.failure("data follow the end of the pickle");
        }
        stack.requireSingle(cursor);
        ScannedRequest cut = odd || args == null || kwds == null ? null : cut(args, kwds);
        return cut != null ? cut : FallbackRequestReader.read(message, traits.protocol());
    }

    private @Nullable ScannedRequest cut(List<Span> args, List<Span> kwds) {
        if (ident == null || method == null) {
            return null;
        }
        ScannedRequest.requireFew(args.size(), kwds.size());
        Traits found = traits.of(message);
        FastRequestHead known = head != null && head.holds(ident, method) ? head : null;
        Object object = known != null ? known.ident() : value(found, ident);
        Object name = known != null ? known.method() : value(found, method);
        List<Sealed> positional = cut(found, args);
        List<Sealed> keywords = cut(found, kwds);
        if (object == NONE_SUCH || name == NONE_SUCH || positional == null || keywords == null) {
            return null;
        }
        return new ScannedRequest(object, name, positional, keywords, found.protocol());
    }

    /** What a piece holds, or {@link #NONE_SUCH} when it does not stand alone. */
    private static @Nullable Object value(Traits traits, Span span) {
        Object plain = FastScalarReader.read(traits.message(), span.from(), span.to());
        if (plain != FastScalarReader.OTHER) {
            return plain;
        }
        PickledValue piece = PickledValue.cut(traits, span);
        return piece == null ? NONE_SUCH : piece.open();
    }

    private static @Nullable List<Sealed> cut(Traits traits, List<Span> spans) {
        Sealed[] pieces = new Sealed[spans.size()];
        for (int i = 0; i < pieces.length; i++) {
            Sealed piece = PickledValue.cut(traits, spans.get(i));
            if (piece == null) {
                return null;
            }
            pieces[i] = piece;
        }
        return List.of(pieces);
    }

    /**
     * Reads a row of small values in one go, where nobody asks for the span of each: inside of an argument, or when
     * there are too many.
     */
    private void insideMark() {
        boolean isInside = stack.marks() > 2 || stack.floor() > (args == null ? ARGS : KWDS + 1);
        if (isInside || stack.depth() - stack.floor() >= TOO_MANY.size()) {
            stack.pushUnknown(cursor.skipScalars());
        }
    }

    private void step() {
        byte effect = StackEffect.of(cursor.opcode);
        switch (effect) {
            case StackEffect.NOTHING -> traits.note(cursor, stack.depth() > 0);
            case StackEffect.MEMO -> memoize();
            case StackEffect.MARKS -> stack.mark(cursor.start);
            case StackEffect.ODD -> odd();
            default -> {
                remember(effect);
                stack.apply(effect, cursor, memoized);
                traits.notice(cursor);
            }
        }
    }

    /** DUP, POP, POP_MARK. */
    private void odd() {
        if (cursor.opcode == DUP) {
            odd = true;
            stack.duplicate(cursor, memoized);
        } else {
            int slot = stack.drop(cursor);
            odd |= slot < 0 || stack.marks() == 0 || (stack.marks() == 1 && isPartOfTheRequest(slot));
        }
    }

    /** Whether what stands there is no argument; a first argument that is a tuple counts as one that is none. */
    private boolean isPartOfTheRequest(int slot) {
        return slot < ARGS || (slot == ARGS && args != null) || (slot == KWDS && kwds != null);
    }

    private void memoize() {
        stack.requireTop(cursor);
        memoized++;
        traits.memoized(cursor);
    }

    /** Keeps the spans of what an opcode is about to take, if its result is args, kwds or the request. */
    private void remember(byte effect) {
        int slot = stack.resultSlot(effect, cursor);
        int marks = stack.marks() - (StackEffect.endsMark(effect) ? 1 : 0);
        if (marks == 0 && slot == 0) {
            boolean isRequest = cursor.opcode == TUPLE && stack.depth() == FOUR;
            ident = isRequest ? stack.span(0) : null;
            method = isRequest ? stack.span(1) : null;
        } else if (marks == 1 && slot == ARGS) {
            args = isTuple() ? spansFrom(ARGS) : null;
        } else if (marks == 1 && slot == KWDS && args != null) {
            kwds = switch (cursor.opcode) {
                case EMPTY_DICT, DICT -> spansFrom(KWDS);
                case SETITEM, SETITEMS -> joined(kwds, spansFrom(KWDS + 1));
                default -> null;
            };
        }
    }

    /** Whether they are arguments is not known yet: of a tuple that is the only argument, its items are here first. */
    private List<Span> spansFrom(int slot) {
        return stack.depth() - slot >= TOO_MANY.size() ? TOO_MANY : stack.spansFrom(slot);
    }

    private boolean isTuple() {
        return switch (cursor.opcode) {
            case EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3 -> true;
            default -> false;
        };
    }

    /** Changes the list in place: a copy for each opcode would take quadratic time. */
    private static @Nullable List<Span> joined(@Nullable List<Span> first, List<Span> second) {
        if (first == null || first.isEmpty()) {
            return first == null ? null : second;
        }
        if (first.size() + second.size() >= TOO_MANY.size()) {
            return TOO_MANY;
        }
        first.addAll(second);
        return first;
    }

    /**
     * What holds for a message as a whole.
     *
     * @param message the pickle
     * @param protocol its protocol
     * @param frames where frames start inside of it
     * @param readsMemo whether it reads memo entries, so that a part cut out of it has to be rewritten to stand alone
     * @param numbersMemo whether it numbers memo entries, which others that are written before would be lost to
     * @param namesProxies whether it holds proxies of shared objects
     * @param isOneVersions whether it has names that one version of Python 3 alone knows
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Traits(
            byte[] message,
            int protocol,
            FrameIndex frames,
            boolean readsMemo,
            boolean numbersMemo,
            boolean namesProxies,
            boolean isOneVersions) {}
}
