package io.picklewire.wire;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How much to read at once: a little while nothing is known, so that idle connections cost little, and as much as
 * the frame still needs once its header has come.
 *
 * <p>Thread rule: the channel's event loop.
 */
public final class FrameReads extends DefaultMaxMessagesRecvByteBufAllocator {
    private final FrameDecoder decoder;

    /** Reads for a decoder, one a channel. */
    public FrameReads(FrameDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    @SuppressWarnings("deprecation") // the only handle that this kind of allocator may give
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return decoder.bytesWanted();
            }
        };
    }
}
