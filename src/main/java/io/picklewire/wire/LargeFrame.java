package io.picklewire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;

/** A frame that is copied into the socket's memory piece by piece, as it is sent. Used on one event loop. */
final class LargeFrame {
    private final ByteBuffer[] parts;
    private final ChannelPromise promise;
    private int part;

    LargeFrame(ByteBuffer header, ByteBuffer[] body, ChannelPromise promise) {
        this.parts = new ByteBuffer[body.length + 1];
        parts[0] = header;
        for (int i = 0; i < body.length; i++) {
            parts[i + 1] = body[i].duplicate();
        }
        this.promise = promise;
    }

    /** Completes when the whole frame has been sent, or could not be. */
    ChannelPromise promise() {
        return promise;
    }

    /** Moves what fits into {@code piece}. */
    void fill(ByteBuf piece) {
        while (part < parts.length && piece.isWritable()) {
            ByteBuffer next = parts[part];
            int count = Math.min(next.remaining(), piece.writableBytes());
            piece.writeBytes(next.slice(next.position(), count));
            next.position(next.position() + count);
            if (!next.hasRemaining()) {
                part++;
            }
        }
    }

    /** Whether all of it has been moved. */
    boolean isSpent() {
        return part == parts.length;
    }
}
