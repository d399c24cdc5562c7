package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tuple of a short text and a small scalar or a sealed value, which is what nearly every reply is. It saves
 * the {@link Dumper}, which writes them all the same.
 */
public final class FastPairWriter {
    private static final int PROTOCOL_4 = 4;
    private static final int AROUND = 32;

    private FastPairWriter() {}

    /**
     * The pickle for readers of a protocol, in parts one after the other; or null when the second value is neither, or
     * the protocol has no such fast form.
     *
     * @param first ASCII, {@code str} to the reader
     */
    public static ByteBuffer @Nullable [] write(String first, @Nullable Object second, int protocol) {
        PickledValue sealed = second instanceof PickledValue value && value.readableAt(protocol) ? value : null;
        boolean plain = sealed != null || second == null || second instanceof Boolean || second instanceof Integer;
        if (!plain || protocol < Dumper.PYTHON2) {
            return null;
        }
        PickleBuffer out = new PickleBuffer(AROUND + first.length() + (sealed == null ? 0 : sealed.shortSize()));
        out.write(PROTO);
        out.write(sealed == null ? protocol : Math.max(protocol, sealed.protocol()));
        name(out, first, protocol);
        if (sealed != null) {
            sealed.write(out, 0);
        } else {
            scalar(new OpcodeWriter(out, protocol), second);
        }
        out.write(TUPLE2);
        out.write(STOP);
        return out.toParts();
    }

    private static void name(PickleBuffer out, String text, int protocol) {
        byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(
                protocol >= PROTOCOL_4 ? SHORT_BINUNICODE : protocol == Dumper.PYTHON2 ? SHORT_BINSTRING : BINUNICODE);
        out.littleEndian(ascii.length, protocol == Dumper.PYTHON3 ? Integer.BYTES : 1);
        out.write(ascii, 0, ascii.length);
    }

    private static void scalar(OpcodeWriter opcodes, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            opcodes.bool(flag);
        } else if (value instanceof Integer number) {
            opcodes.integer((int) number);
        } else {
            opcodes.none();
        }
    }
}
