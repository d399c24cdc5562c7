package io.picklewire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.EncoderException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frames to bytes: takes a {@code byte[]}, or a {@code byte[][]} or {@code ByteBuffer[]} whose parts make one body, and
 * writes length and body at once (see {@link FrameDecoder} for the bytes).
 *
 * <p>One write, because CPython's two writes for one message are what Nagle's algorithm holds back.
 * The parts are copied once, into memory the socket can send from: every transport would make that copy.
 *
 * <p>A body of more than {@value #LONGEST_BODY} bytes fails the write with an {@link EncoderException}.
 *
 * <p>Thread rule: the channel's event loop. Source: {@code multiprocessing.connection.Connection._send_bytes}.
 */
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int LONGEST_BODY = Integer.MAX_VALUE - LENGTH_BYTES;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        var unused = ctx.write(framed(ctx, message), promise);
    }

    private static Object framed(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuffer[] parts) {
            return encode(ctx, parts);
        }
        if (message instanceof byte[][] arrays) {
            ByteBuffer[] parts = new ByteBuffer[arrays.length];
            Arrays.setAll(parts, i -> ByteBuffer.wrap(arrays[i]));
            return encode(ctx, parts);
        }
        return message instanceof byte[] body ? encode(ctx, ByteBuffer.wrap(body)) : message;
    }

    private static ByteBuf encode(ChannelHandlerContext ctx, ByteBuffer... parts) {
        int size = size(parts);
        ByteBuf frame = ctx.alloc().ioBuffer(LENGTH_BYTES + size, LENGTH_BYTES + size);
        frame.writeInt(size);
        for (ByteBuffer part : parts) {
            frame.writeBytes(part);
        }
        return frame;
    }

    private static int size(ByteBuffer... parts) {
        long size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        if (size > LONGEST_BODY) {
            throw new EncoderException("message of " + size + " bytes exceeds the limit of " + LONGEST_BODY);
        }
        return (int) size;
    }
}
