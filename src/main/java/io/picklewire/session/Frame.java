package io.picklewire.session;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * A message of a session:
 *
 * <pre>
 * +------+----------------+-------------------+
 * | kind | number         | message           |
 * | 1    | 8, big-endian  | the rest          |
 * +------+----------------+-------------------+
 * </pre>
 *
 * <p>Immutable; any thread.
 *
 * @param number of the request that it is, or that it answers, from 1
 * @param message as it would be without a session; empty for a kind that has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Frame(Kind kind, long number, byte[] message) {
    /** So many requests a client may send without having had the answers, if it does not wait for each. */
    public static final int WINDOW = 256;

    private static final int HEADER = 1 + Long.BYTES;

    /** What a frame is. */
    public enum Kind {
        /** A request, or the reply to it. */
        MESSAGE,
        /** From the client: the reply to that request has arrived, and to all before. */
        ARRIVED,
        /** From the client: it has ended; replies after that number have not arrived. */
        ENDED,
        /** From the server: there will be no further reply. */
        FINISHED,
        /** As {@link #ENDED}, of a client that lives and is let go by who passes on what it says: it cannot release what it holds. */
        LET_GO;

        private static final Kind[] ALL = values();
    }

    /**
     * Reads a frame.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Frame read(byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] < 0 || bytes[0] >= Kind.ALL.length) {
            throw new IllegalArgumentException("a frame of " + bytes.length + " bytes"
                    + (bytes.length == 0 ? "" : " that begins with " + bytes[0])
                    + "; a session's have a kind from 0 to "
                    + (Kind.ALL.length - 1) + " and a number, " + HEADER + " bytes");
        }
        return new Frame(
                Kind.ALL[bytes[0]],
                ByteBuffer.wrap(bytes, 1, Long.BYTES).getLong(),
                Arrays.copyOfRange(bytes, HEADER, bytes.length));
    }

    /** A frame in parts: its header, and those of the message. */
    public static ByteBuffer[] parts(Kind kind, long number, ByteBuffer... message) {
        ByteBuffer[] parts = new ByteBuffer[message.length + 1];
        parts[0] = ByteBuffer.allocate(HEADER)
                .put((byte) Arrays.asList(Kind.ALL).indexOf(kind))
                .putLong(number)
                .flip();
        for (int i = 0; i < message.length; i++) {
            parts[i + 1] = message[i].duplicate();
        }
        return parts;
    }

    /** This frame in parts. */
    public ByteBuffer[] parts() {
        return parts(kind, number, ByteBuffer.wrap(message));
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + number + ", " + message.length + " bytes";
    }
}
