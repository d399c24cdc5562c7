package io.picklewire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.EOFException;
import java.util.Arrays;

/**
 * Bytes to frames: fires one {@code byte[]} for each message body.
 *
 * <pre>
 *  0       1       2       3       4                                       4 + n
 * +-------+-------+-------+-------+---------------------------------------+
 * |    n: signed, big-endian      |  body of n bytes                      |   n &gt;= 0
 * +-------+-------+-------+-------+---------------------------------------+
 *
 *  0       1       2       3       4                              12       12 + n
 * +-------+-------+-------+-------+------------------------------+--------+
 * |   -1: LONG_FORM               |  n: unsigned, big-endian     |  body  |   CPython 3.3+, n &gt; 2^31 - 1
 * +-------+-------+-------+-------+------------------------------+--------+
 * </pre>
 *
 * <p>Memory follows what has been received, never what a header announces; a body is copied once,
 * and bodies above {@value #EAGER_BYTES} bytes that come in pieces at most twice. A frame that is not
 * allowed raises one {@link FrameException} and everything after it is dropped.
 *
 * <p>Thread rule: the channel's event loop. Source: {@code multiprocessing.connection.Connection._recv_bytes}.
 */
public final class FrameDecoder extends ChannelInboundHandlerAdapter {
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int LONG_LENGTH_BYTES = Long.BYTES;
    private static final int LONG_FORM = -1;
    /** Bodies up to this size get their whole array with the header. */
    private static final int EAGER_BYTES = 256 * 1024;
    /** How much faster the array of a longer body grows than what has come. */
    private static final int GROWTH = 4;
    /** What is read while it is not known how long a frame is. */
    private static final int SMALL_READ = 1024;

    private static final int LARGEST_READ = 1024 * 1024;

    /** What the JVM gives at most as one array. */
    private static final int LONGEST_BODY = Integer.MAX_VALUE - 8;

    private static final byte[] NO_BYTES = {};

    private enum Part {
        LENGTH,
        LONG_LENGTH,
        BODY,
        SKIPPED,
        BROKEN
    }

    private long limit;
    private boolean goesOn;
    private long toSkip;
    private Part part = Part.LENGTH;
    private long length;
    private int lengthBytes;
    private int announced;
    private int received;
    private byte[] body = NO_BYTES;

    /** Takes the longest body allowed, in bytes. */
    public FrameDecoder(long limit) {
        this.limit = limit;
    }

    /** Changes the longest body allowed, in bytes, from the next header on. */
    public void limit(long bytes) {
        this.limit = bytes;
    }

    /**
     * From now on a frame over the limit costs only itself: its body is skipped as it comes, and the
     * {@link FrameException} goes through the pipeline as a user event.
     */
    public void goOnAfterOversized() {
        goesOn = true;
    }

    /** Whether a frame has begun and has not ended: the peer has more to send before it can be answered. */
    public boolean isInsideFrame() {
        return part != Part.LENGTH || lengthBytes != 0;
    }

    /** How many bytes the next read had best bring. */
    int bytesWanted() {
        long missing = part == Part.BODY ? announced - received : part == Part.SKIPPED ? toSkip : 0;
        return (int) Math.max(SMALL_READ, Math.min(missing, LARGEST_READ));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            while (in.isReadable()) {
                step(ctx, in);
            }
        } catch (FrameException refused) {
            part = Part.BROKEN;
            body = NO_BYTES;
            ctx.fireExceptionCaught(refused);
        } finally {
            in.release();
        }
    }

    /**
     * An end between two frames is no failure; one inside a frame is raised as an {@link EOFException}, unless that
     * frame was refused before.
     */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (part == Part.BODY) {
            ctx.fireExceptionCaught(
                    new EOFException("the stream ended after " + received + " bytes of a frame of " + announced));
        } else if (isInsideFrame() && part != Part.BROKEN && part != Part.SKIPPED) {
            ctx.fireExceptionCaught(new EOFException("the stream ended inside a frame"));
        }
        ctx.fireChannelInactive();
    }

    private void step(ChannelHandlerContext ctx, ByteBuf in) {
        switch (part) {
            case LENGTH -> readLength(ctx, in);
            case LONG_LENGTH -> readLongLength(ctx, in);
            case BODY -> readBody(ctx, in);
            case SKIPPED -> skip(in);
            case BROKEN -> in.skipBytes(in.readableBytes());
        }
    }

    private void readLength(ChannelHandlerContext ctx, ByteBuf in) {
        if (!collectLength(in, LENGTH_BYTES)) {
            return;
        }
        int value = (int) takeLength();
        if (value == LONG_FORM) {
            part = Part.LONG_LENGTH;
        } else if (value < 0) {
            throw new FrameException("frame length " + value + " is negative; allowed are 0 to " + limit
                    + ", and -1 before a long length");
        } else {
            begin(ctx, in, value);
        }
    }

    private void readLongLength(ChannelHandlerContext ctx, ByteBuf in) {
        if (collectLength(in, LONG_LENGTH_BYTES)) {
            begin(ctx, in, takeLength());
        }
    }

    /** Gathers a length that may come in pieces; answers whether it is complete. */
    private boolean collectLength(ByteBuf in, int size) {
        if (lengthBytes == 0 && in.readableBytes() >= size) {
            length = size == LENGTH_BYTES ? in.readInt() : in.readLong();
            lengthBytes = size;
        }
        while (lengthBytes < size && in.isReadable()) {
            length = length << Byte.SIZE | in.readUnsignedByte();
            lengthBytes++;
        }
        return lengthBytes == size;
    }

    private long takeLength() {
        long value = length;
        length = 0;
        lengthBytes = 0;
        return value;
    }

    private void begin(ChannelHandlerContext ctx, ByteBuf in, long size) {
        long allowed = Math.min(limit, LONGEST_BODY);
        if (Long.compareUnsigned(size, allowed) > 0) {
            refuse(ctx, in, size, allowed);
            return;
        }
        announced = (int) size;
        received = 0;
        part = Part.BODY;
        if (grow(ctx, in, Math.min(announced, Math.max(EAGER_BYTES, in.readableBytes())))) {
            readBody(ctx, in);
        }
    }

    /** Makes the body's array larger; where there is no memory for it, the rest of the frame is skipped. */
    private boolean grow(ChannelHandlerContext ctx, ByteBuf in, int size) {
        try {
            body = Arrays.copyOf(body, size);
            return true;
        } catch (OutOfMemoryError e) {
            body = NO_BYTES;
            skip(ctx, in, (long) announced - received, FrameException.outOfMemory(announced));
            return false;
        }
    }

    private void refuse(ChannelHandlerContext ctx, ByteBuf in, long size, long allowed) {
        FrameException refusal = new FrameException(
                "frame of " + Long.toUnsignedString(size) + " bytes exceeds the limit of " + allowed);
        skip(ctx, in, size, refusal);
    }

    private void skip(ChannelHandlerContext ctx, ByteBuf in, long bytes, FrameException refusal) {
        if (!goesOn) {
            throw refusal;
        }
        toSkip = bytes;
        part = Part.SKIPPED;
        ctx.fireUserEventTriggered(refusal);
        skip(in);
    }

    private void skip(ByteBuf in) {
        int count = in.readableBytes();
        if (Long.compareUnsigned(toSkip, count) < 0) {
            count = (int) toSkip;
        }
        in.skipBytes(count);
        toSkip -= count;
        if (toSkip == 0) {
            part = Part.LENGTH;
        }
    }

    private void readBody(ChannelHandlerContext ctx, ByteBuf in) {
        while (received < announced && in.isReadable()) {
            if (received == body.length && !grow(ctx, in, grown(body.length))) {
                return;
            }
            int count = Math.min(in.readableBytes(), body.length - received);
            in.readBytes(body, received, count);
            received += count;
        }
        if (received == announced) {
            byte[] whole = body;
            body = NO_BYTES;
            part = Part.LENGTH;
            ctx.fireChannelRead(whole);
        }
    }

    /** The last step is exact, so that the array is the message. */
    private int grown(int size) {
        return (int) Math.min(announced, (long) GROWTH * size);
    }
}
