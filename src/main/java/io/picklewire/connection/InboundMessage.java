package io.picklewire.connection;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One message that came, or the news that it was refused in its place. Immutable but for its bytes. */
final class InboundMessage {
    /** What an empty message costs. */
    private static final long OVERHEAD_BYTES = 64L;

    private static final byte[] NO_BYTES = {};

    private final byte[] body;
    private final @Nullable String refusal;

    private InboundMessage(byte[] body, @Nullable String refusal) {
        this.body = body;
        this.refusal = refusal;
    }

    static InboundMessage message(byte[] body) {
        return new InboundMessage(body, null);
    }

    static InboundMessage refused(String reason) {
        return new InboundMessage(NO_BYTES, reason);
    }

    /** About how much memory it takes. */
    long size() {
        return OVERHEAD_BYTES + body.length;
    }

    /** The message, from the peer with this name, or an exception that says why there is none. */
    byte[] body(String peer) throws IOException {
        if (refusal != null) {
            throw new IOException(peer + ": " + refusal + "; the message is skipped");
        }
        return body;
    }
}
