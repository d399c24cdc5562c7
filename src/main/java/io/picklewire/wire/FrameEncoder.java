package io.picklewire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Frames to bytes: takes a {@code byte[]}, or a {@code byte[][]} or {@code ByteBuffer[]} whose parts make one body, and
 * writes length and body (see {@link FrameDecoder} for the bytes).
 *
 * <p>Both in one write, because CPython's two writes for one message are what Nagle's algorithm holds back.
 * The parts are copied once, into memory the socket can send from, as every transport would; a frame of more than
 * {@value #PIECE} bytes piece by piece, so that its size does not matter. The promise of a frame tells of all of it.
 *
 * <p>A body of more than {@value #LONGEST_BODY} bytes fails the write with an {@link FrameException}.
 *
 * <p>Thread rule: the channel's event loop. Source: {@code multiprocessing.connection.Connection._send_bytes}.
 */
public final class FrameEncoder extends ChannelDuplexHandler {
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int LONGEST_BODY = Integer.MAX_VALUE - LENGTH_BYTES;
    private static final int PIECE = 256 * 1024;
    /** How many pieces are on their way at a time: enough for the socket never to wait for one. */
    private static final int PIECES_AHEAD = 4;

    /** Large frames, and whatever comes after one, in their order. */
    private final Deque<LargeFrame> waiting = new ArrayDeque<>(0);

    private int piecesAhead;
    /** What of them is not yet in the channel; read by other threads. */
    private volatile long waitingBytes;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuffer[] parts = parts(message);
        if (parts == null) {
            var unused = ctx.write(message, promise);
            return;
        }
        int size = size(parts);
        if (size <= PIECE && waiting.isEmpty()) {
            var unused = ctx.write(whole(ctx, size, parts), promise);
        } else {
            ByteBuffer header = ByteBuffer.allocate(LENGTH_BYTES).putInt(0, size);
            waiting.add(new LargeFrame(header, parts, promise));
            count(size);
            writePieces(ctx);
        }
    }

    private static ByteBuffer @Nullable [] parts(Object message) {
        if (message instanceof ByteBuffer[] parts) {
            return parts;
        }
        if (message instanceof byte[][] arrays) {
            ByteBuffer[] parts = new ByteBuffer[arrays.length];
            Arrays.setAll(parts, i -> ByteBuffer.wrap(arrays[i]));
            return parts;
        }
        return message instanceof byte[] body ? new ByteBuffer[] {ByteBuffer.wrap(body)} : null;
    }

    private static ByteBuf whole(ChannelHandlerContext ctx, int size, ByteBuffer... parts) {
        ByteBuf frame = ctx.alloc().ioBuffer(LENGTH_BYTES + size, LENGTH_BYTES + size);
        frame.writeInt(size);
        for (ByteBuffer part : parts) {
            if (part.hasArray()) { // without a buffer more for each
                frame.writeBytes(part.array(), part.arrayOffset() + part.position(), part.remaining());
            } else {
                frame.writeBytes(part.duplicate());
            }
        }
        return frame;
    }

    private static int size(ByteBuffer... parts) {
        long size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        if (size > LONGEST_BODY) {
            throw new FrameException("message of " + size + " bytes exceeds the limit of " + LONGEST_BODY);
        }
        return (int) size;
    }

    private void writePieces(ChannelHandlerContext ctx) {
        if (!ctx.channel().isOpen()) {
            dropAll();
            return;
        }
        while (piecesAhead < PIECES_AHEAD && !waiting.isEmpty()) {
            LargeFrame frame = waiting.peek();
            ByteBuf piece = ctx.alloc().ioBuffer(PIECE, PIECE);
            frame.fill(piece);
            count(-piece.readableBytes());
            piecesAhead++;
            if (frame.isSpent()) {
                waiting.remove();
                ctx.write(piece).addListener(done -> ended(ctx, frame, done));
            } else {
                ctx.write(piece).addListener(done -> passed(ctx, frame, done));
            }
        }
    }

    private void ended(ChannelHandlerContext ctx, LargeFrame frame, Future<?> done) {
        if (done.isSuccess()) {
            frame.promise().trySuccess();
        } else {
            frame.promise().tryFailure(done.cause());
        }
        goOn(ctx);
    }

    private void passed(ChannelHandlerContext ctx, LargeFrame frame, Future<?> done) {
        if (!done.isSuccess() && waiting.remove(frame)) {
            frame.promise().tryFailure(done.cause());
        }
        goOn(ctx);
    }

    /** What nobody will read is not copied first. */
    private void dropAll() {
        ClosedChannelException closed = new ClosedChannelException();
        for (LargeFrame frame = waiting.poll(); frame != null; frame = waiting.poll()) {
            frame.promise().tryFailure(closed);
        }
        count(-waitingBytes);
    }

    private void count(long bytes) {
        waitingBytes = Math.max(0, waitingBytes + bytes); // on the event loop alone
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            Backlog.ALL.drained(ctx.channel());
        } else {
            Backlog.ALL.full(ctx.channel(), () -> waitingBytes);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Backlog.ALL.drained(ctx.channel());
        ctx.fireChannelInactive();
    }

    private void goOn(ChannelHandlerContext ctx) {
        Backlog.ALL.progress(ctx.channel());
        piecesAhead--;
        if (!waiting.isEmpty()) {
            writePieces(ctx);
            ctx.flush();
        }
    }
}
