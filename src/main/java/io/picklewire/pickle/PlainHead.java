package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The start of a request as nearly every client writes it: PROTO, MARK, ident and method name. It saves the
 * {@link Scanner} these opcodes, and a new text each time for names that are the same again and again; any other start the
 * Scanner reads itself.
 */
final class PlainHead {
    private static final int FRAME_BYTES = 9;
    private static final int AFTER_PROTO = 2;
    private static final int SHORT_HEADER = 2;
    private static final int LONG_HEADER = 5;
    private static final int HASH_FACTOR = 31;

    /**
     * Names that have come, by their hash. Written without locks: who does not see an entry, or sees another's,
     * makes a new text.
     */
    private static final @Nullable String[] NAMES = new @Nullable String[1024];

    private final byte[] message;
    private int at = AFTER_PROTO;
    private int memoized;
    private boolean numbersMemo;
    private int mark;
    private Span identSpan = new Span(0, 0, 0);
    private Span methodSpan = identSpan;
    private String ident = "";
    private String method = "";

    private PlainHead(byte[] message) {
        this.message = message;
    }

    /** The head of that message, or null when it has another form. */
    static @Nullable PlainHead of(byte[] message) {
        if (message.length <= AFTER_PROTO || (message[0] & 0xff) != PROTO || message[1] < 2) {
            return null;
        }
        PlainHead head = new PlainHead(message);
        return head.protocol() <= Dumper.HIGHEST && head.read() ? head : null;
    }

    private boolean read() {
        if (is(FRAME)) {
            at += FRAME_BYTES;
        }
        mark = at;
        if (!take(MARK)) {
            return false;
        }
        int from = at;
        String first = text();
        if (first == null) {
            return false;
        }
        identSpan = new Span(from, at, 0);
        ident = first;
        takeMemo();
        from = at;
        String second = text();
        if (second == null) {
            return false;
        }
        methodSpan = new Span(from, at, memoized);
        method = second;
        takeMemo();
        return true;
    }

    int protocol() {
        return message[1];
    }

    String ident() {
        return ident;
    }

    String method() {
        return method;
    }

    /** Where the arguments begin. */
    int end() {
        return at;
    }

    int memoized() {
        return memoized;
    }

    boolean numbersMemo() {
        return numbersMemo;
    }

    /** Whether the first two parts of a request are its own: opcodes that follow may have changed them. */
    boolean holds(Span first, Span second) {
        return first.equals(identSpan) && second.equals(methodSpan);
    }

    /** Puts on the stack what it holds: an open MARK, and the two names. */
    void push(SpanStack stack) {
        stack.mark(mark);
        stack.push(identSpan);
        stack.push(methodSpan);
    }

    /** Whether all that follows is no arguments and no keywords. */
    boolean isAll() {
        int end = at;
        int memoizedBefore = memoized;
        boolean numberedBefore = numbersMemo;
        boolean isAll = take(EMPTY_TUPLE) && take(EMPTY_DICT) && takeMemo() && take(TUPLE) && takeMemo() && take(STOP);
        isAll &= at == message.length;
        at = end;
        memoized = memoizedBefore;
        numbersMemo = numberedBefore;
        return isAll;
    }

    private boolean is(int opcode) {
        return at < message.length && (message[at] & 0xff) == opcode;
    }

    private boolean take(int opcode) {
        boolean is = is(opcode);
        if (is) {
            at++;
        }
        return is;
    }

    /** What names a value in the memo, if that follows. */
    private boolean takeMemo() {
        if (take(MEMOIZE)) {
            memoized++;
        } else if (is(BINPUT) && at + 1 < message.length) {
            at += 2;
            memoized++;
            numbersMemo = true;
        }
        return true;
    }

    private @Nullable String text() {
        int header = is(SHORT_BINUNICODE) ? SHORT_HEADER : is(BINUNICODE) ? LONG_HEADER : 0;
        if (header == 0 || message.length - at < header) {
            return null;
        }
        for (int i = SHORT_HEADER; i < header; i++) {
            if (message[at + i] != 0) {
                return null;
            }
        }
        int length = message[at + 1] & 0xff;
        int from = at + header;
        if (message.length - from < length) {
            return null;
        }
        at = from + length;
        return name(from, length);
    }

    /** Null when it is not all ASCII. */
    private @Nullable String name(int from, int length) {
        int hash = 0;
        int bits = 0;
        for (int i = from; i < from + length; i++) {
            hash = HASH_FACTOR * hash + message[i];
            bits |= message[i];
        }
        if (bits < 0) {
            return null;
        }
        int slot = (hash ^ hash >>> 16) & NAMES.length - 1;
        String known = NAMES[slot];
        if (known != null && isSame(known, from, length)) {
            return known;
        }
        String fresh = new String(message, from, length, StandardCharsets.ISO_8859_1);
        NAMES[slot] = fresh;
        return fresh;
    }

    private boolean isSame(String known, int from, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != message[from + i]) {
                return false;
            }
        }
        return true;
    }
}
