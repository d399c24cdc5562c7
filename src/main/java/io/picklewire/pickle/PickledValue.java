package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.EMPTY_LIST;

import io.picklewire.python.Budget;
import io.picklewire.python.Py2Str;
import io.picklewire.python.Sealed;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * A value that a pickled message carries: its own opcodes, cut out of the message and not looked into.
 *
 * <p>What is inside survives exactly, whatever Python class it has. The opcodes stand alone: they read no
 * memo entry that they have not made, and those they read are numbered from 0; they may number others.
 * Immutable; any thread.
 */
public final class PickledValue implements Sealed {
    /** Up to this size a piece is copied out, so that a small item does not keep a whole message alive. */
    private static final int COPIED = 4096;

    private static final int NUMBERS_MEMO = 1;
    private static final int MAY_HOLD_PROXIES = 2;

    private final byte[] data;
    private final int from;
    private final int to;
    private final int protocol;
    private final int entries;
    private final boolean numbersMemo;
    private final boolean mayHoldProxies;

    private PickledValue(byte[] data, int protocol, int entries, boolean numbersMemo, boolean mayHoldProxies) {
        this.data = data;
        this.from = 0;
        this.to = data.length;
        this.protocol = protocol;
        this.entries = entries;
        this.numbersMemo = numbersMemo;
        this.mayHoldProxies = mayHoldProxies;
    }

    private PickledValue(byte[] data, Span span, Scanner.Traits traits, int entries) {
        this.data = data;
        this.from = span.from();
        this.to = span.to();
        this.protocol = traits.protocol();
        this.mayHoldProxies = traits.namesProxies();
        this.entries = entries;
        this.numbersMemo = entries > 0 || (traits.numbersMemo() && !traits.readsMemo());
    }

    /** The end of another one. */
    private PickledValue(byte[] data, int from, PickledValue whole) {
        this.data = data;
        this.from = from;
        this.to = whole.to;
        this.protocol = whole.protocol;
        this.entries = whole.entries;
        this.numbersMemo = whole.numbersMemo;
        this.mayHoldProxies = whole.mayHoldProxies;
    }

    /** Pickles {@code value} now. */
    public static PickledValue of(@Nullable Object value) {
        return of(value, Dumper.COMMON);
    }

    /** Pickles {@code value} now, as a client would that writes in that protocol: Python 2's or Python 3's. */
    static PickledValue of(@Nullable Object value, int client) {
        if (value instanceof PickledValue pickled) {
            return pickled;
        }
        return of(value, new Dumper(client <= Dumper.PYTHON2 ? Dumper.PYTHON2 : Dumper.COMMON));
    }

    /** Pickles {@code value} now, as that Python would. */
    public static PickledValue of(@Nullable Object value, Reader writer) {
        return of(value, writer.protocol());
    }

    /** Pickles {@code value} now, with a dumper that may have picklers of the user's. */
    public static PickledValue of(@Nullable Object value, Dumper dumper) {
        int protocol = dumper.reader().protocol();
        byte[] piece = dumper.piece(value);
        Scanner.Traits traits = new Scanner.Traits(piece, protocol, new FrameIndex(), false, false, true, false);
        return whole(piece, traits, dumper.entries());
    }

    /**
     * Pickles a value that is kept opened, so that {@link #open} gives what is equal to it in every respect. One that holds
     * Python 2's own {@code str} is pickled as Python 2 does.
     */
    public static PickledValue ofState(@Nullable Object value) {
        return of(value, ValueWalk.anyMatch(value, Py2Str.class::isInstance) ? Dumper.PYTHON2 : Dumper.COMMON);
    }

    /** Writes this one for {@link #readFrom}. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(protocol);
        out.writeInt(entries);
        out.writeByte((numbersMemo ? NUMBERS_MEMO : 0) | (mayHoldProxies ? MAY_HOLD_PROXIES : 0));
        out.writeInt(size());
        out.write(data, from, size());
    }

    /** Reads what {@link #writeTo} wrote, from one who is trusted. */
    public static PickledValue readFrom(DataInput in) throws IOException {
        int protocol = in.readByte();
        int entries = in.readInt();
        int traits = in.readByte();
        byte[] piece = new byte[in.readInt()];
        in.readFully(piece);
        return new PickledValue(
                piece, protocol, entries, (traits & NUMBERS_MEMO) != 0, (traits & MAY_HOLD_PROXIES) != 0);
    }

    /**
     * The items of a tuple or a list that is a message, each sealed; null when it is something else, or when its items share
     * parts.
     *
     * @throws PickleException when it is no well-formed pickle
     */
    public static @Nullable List<Sealed> itemsOf(byte[] message) {
        return ItemScanner.items(message);
    }

    @Override
    public @Nullable List<Sealed> items() {
        Scanner.Traits traits =
                new Scanner.Traits(data, protocol, new FrameIndex(), entries > 0, numbersMemo, mayHoldProxies, false);
        return ItemScanner.items(traits, new Span(from, to, 0));
    }

    @Override
    public @Nullable Sealed joined(List<? extends Sealed> others) {
        List<Sealed> lists = new ArrayList<>(others.size() + 1);
        lists.add(this);
        lists.addAll(others);
        PickleBuffer out =
                new PickleBuffer(lists.stream().mapToInt(Sealed::size).sum() + 1);
        out.write(EMPTY_LIST);
        boolean holdsProxies = false;
        int made = 0;
        for (Sealed list : lists) {
            PickledValue body = list instanceof PickledValue value && value.protocol == protocol ? value.body() : null;
            if (body == null) {
                return null;
            }
            made += body.write(out, made);
            holdsProxies |= body.mayHoldProxies;
        }
        byte[] whole = out.toByteArray();
        return new PickledValue(whole, protocol, made, made > 0 || numbersMemo, holdsProxies);
    }

    /** Of a list the opcodes that fill it, when it stands on the stack; null of something else. */
    private @Nullable PickledValue body() {
        OpcodeCursor cursor = new OpcodeCursor(data, from, to);
        cursor.next();
        if (cursor.opcode != EMPTY_LIST || !ItemScanner.isList(data, new Span(from, to, 0))) {
            return null;
        }
        int start = cursor.position();
        if (cursor.hasNext()) {
            cursor.next();
            boolean isNamed = StackEffect.of(cursor.opcode) == StackEffect.MEMO;
            if (isNamed && entries > 0) {
                return null; // it is read, since only those entries are kept
            }
            start = isNamed ? cursor.position() : start;
        }
        return new PickledValue(data, start, this);
    }

    /** The part stays the Python 2 or Python 3 value it is. */
    @Override
    public Sealed part(@Nullable Object value) {
        return of(value, protocol);
    }

    /** Cuts a piece out of a message, or returns null when it reads memo entries made outside of it. */
    static @Nullable PickledValue cut(Scanner.Traits traits, Span span) {
        if (traits.isOneVersions()) {
            PickledValue piece = piece(traits, span);
            return piece == null ? null : of(piece.open(), traits.protocol());
        }
        return piece(traits, span);
    }

    private static @Nullable PickledValue piece(Scanner.Traits traits, Span span) {
        if (traits.readsMemo()) {
            return rewritten(traits, span);
        }
        if (traits.frames().isIn(span)) {
            return whole(traits.frames().without(traits.message(), span), traits, 0);
        }
        if (span.to() - span.from() > COPIED) {
            return new PickledValue(traits.message(), span, traits, 0);
        }
        return whole(Arrays.copyOfRange(traits.message(), span.from(), span.to()), traits, 0);
    }

    private static @Nullable PickledValue rewritten(Scanner.Traits traits, Span span) {
        MemoRewriter rewriter = new MemoRewriter(traits.message(), span);
        if (!rewriter.standsAlone()) {
            return null;
        }
        PickleBuffer piece = new PickleBuffer(span.to() - span.from());
        rewriter.write(piece, 0);
        return whole(piece.toByteArray(), traits, rewriter.entries());
    }

    static PickledValue whole(byte[] piece, Scanner.Traits traits, int entries) {
        return new PickledValue(piece, new Span(0, piece.length, 0), traits, entries);
    }

    /** @throws PickleException when it is no well-formed pickle */
    @Override
    public @Nullable Object open() {
        return open(Loader::new);
    }

    /** The same, read by a loader that may have constructors of the user's. */
    public @Nullable Object open(Supplier<Loader> loader) {
        Object plain = FastScalarReader.read(data, from, to);
        if (plain == FastScalarReader.OTHER) {
            Budget.spendBytes(size());
        }
        return plain == FastScalarReader.OTHER ? loader.get().loadPiece(data, from, to) : plain;
    }

    @Override
    public List<String> references() {
        return mayHoldProxies ? ProxyReferences.in(open()) : List.of();
    }

    @Override
    public boolean mayHoldProxies() {
        return mayHoldProxies;
    }

    @Override
    public boolean isPython2() {
        return protocol <= Dumper.PYTHON2;
    }

    @Override
    public int size() {
        return to - from;
    }

    /** How many bytes to reserve for it where it is to be written: none where it stays where it is. */
    int shortSize() {
        return size() < PickleBuffer.WORTH_A_PART ? size() : 0;
    }

    /** Whether a reader of that protocol understands these opcodes as they are. */
    boolean readableAt(int reader) {
        if (reader <= Dumper.PYTHON2) {
            return protocol <= Dumper.PYTHON2;
        }
        int highest = reader == Dumper.PYTHON3 ? Dumper.COMMON : Dumper.HIGHEST;
        return protocol > Dumper.PYTHON2 && protocol <= highest;
    }

    /** The protocol of the message it was cut from. */
    int protocol() {
        return protocol;
    }

    /** Writes the opcodes, memo entries numbered from {@code base}, and says how many entries they make. */
    int write(PickleBuffer out, int base) {
        if (base == 0 || !numbersMemo) {
            out.splice(data, from, to - from);
        } else {
            MemoRewriter rewriter = new MemoRewriter(data, new Span(from, to, 0));
            if (!rewriter.standsAlone()) {
                throw new PickleException("a sealed value reads memo entries that it has not made");
            }
            rewriter.write(out, base);
        }
        return entries;
    }
}
