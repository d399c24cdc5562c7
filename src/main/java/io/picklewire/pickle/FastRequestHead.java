package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The start of a request as nearly every client writes it: PROTO, MARK, ident and method name. It saves the
 * {@link Scanner} these opcodes, and a new text each time for names that are the same again and again; any other start the
 * Scanner reads itself.
 */
final class FastRequestHead {
    private static final int FRAME_BYTES = 9;
    private static final int AFTER_PROTO = 2;
    private static final int SHORT_HEADER = 2;
    private static final int LONG_HEADER = 5;
    private static final int HASH_FACTOR = 31;

    /**
     * Names that have come, by their hash. Written without locks: a thread that does not see an entry, or sees another
     * name's, makes a new text.
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

    private FastRequestHead(byte[] message) {
        this.message = message;
    }

    /** The head of the message, or null when it has another form. */
    static @Nullable FastRequestHead of(byte[] message) {
        if (message.length <= AFTER_PROTO || (message[0] & 0xff) != PROTO || message[1] < 2) {
            return null;
        }
        FastRequestHead head = new FastRequestHead(message);
        return head.protocol() <= Dumper.HIGHEST && head.read() ? head : null;
    }

    private boolean read() {
        if (is(FRAME, at)) {
            at += FRAME_BYTES;
        }
        mark = at;
        if (!is(MARK, mark)) {
            return false;
        }
        at++;
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

    /** Whether these spans are still those of the ident and the method: opcodes that follow may have changed them. */
    boolean holds(Span first, Span second) {
        return first.equals(identSpan) && second.equals(methodSpan);
    }

    /** Pushes what it stands for: an open MARK, and the two names. */
    void push(SpanStack stack) {
        stack.mark(mark);
        stack.push(identSpan.from(), identSpan.to(), identSpan.memoized());
        stack.push(methodSpan.from(), methodSpan.to(), methodSpan.memoized());
    }

    /** Whether all that follows is no arguments and no keywords. */
    boolean isAll() {
        if (!is(EMPTY_TUPLE, at) || !is(EMPTY_DICT, at + 1)) {
            return false;
        }
        int tuple = afterMemo(at + 2);
        int stop = afterMemo(tuple + 1);
        return is(TUPLE, tuple) && is(STOP, stop) && stop + 1 == message.length;
    }

    private boolean is(int opcode, int position) {
        return position < message.length && (message[position] & 0xff) == opcode;
    }

    /** Where what names a value in the memo ends, if that is there. */
    private int afterMemo(int position) {
        if (is(MEMOIZE, position)) {
            return position + 1;
        }
        return is(BINPUT, position) && position + 1 < message.length ? position + 2 : position;
    }

    private void takeMemo() {
        int end = afterMemo(at);
        if (end > at) {
            memoized++;
            numbersMemo |= is(BINPUT, at);
            at = end;
        }
    }

    private @Nullable String text() {
        int header = is(SHORT_BINUNICODE, at) ? SHORT_HEADER : is(BINUNICODE, at) ? LONG_HEADER : 0;
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
