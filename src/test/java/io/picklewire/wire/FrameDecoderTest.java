package io.picklewire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private static final long LIMIT = 256;

    private final FrameDecoder decoder = new FrameDecoder(LIMIT);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @Property(tries = 300)
    void anySplitOfTheStreamGivesTheSameFrames(
            @ForAll @Size(max = 6) List<byte[]> bodies,
            @ForAll @Size(max = 5) List<@IntRange(max = 400) Integer> cuts) {
        EmbeddedChannel fresh = new EmbeddedChannel(new FrameDecoder(1L << 20));
        ByteBuf stream = Unpooled.buffer();
        for (int i = 0; i < bodies.size(); i++) {
            writeFrame(stream, bodies.get(i), i % 2 == 1);
        }

        for (int cut : cuts) {
            fresh.writeInbound(stream.readRetainedSlice(Math.min(cut, stream.readableBytes())));
        }
        fresh.writeInbound(stream.readRetainedSlice(stream.readableBytes()));

        assertThat(received(fresh)).usingRecursiveComparison().isEqualTo(bodies);
        assertThat(fresh.finish()).isFalse();
        stream.release();
    }

    @Property(tries = 20)
    void aStreamOfSingleBytesGivesTheSameFrames(@ForAll @Size(max = 3) List<byte[]> bodies) {
        EmbeddedChannel fresh = new EmbeddedChannel(new FrameDecoder(1L << 20));
        ByteBuf stream = Unpooled.buffer();
        bodies.forEach(body -> writeFrame(stream, body, true));

        while (stream.isReadable()) {
            fresh.writeInbound(stream.readRetainedSlice(1));
        }

        assertThat(received(fresh)).usingRecursiveComparison().isEqualTo(bodies);
        stream.release();
    }

    @Property(tries = 500)
    void garbageIsFramesOrOneRefusalHoweverItIsCut(
            @ForAll @Size(max = 400) byte[] garbage, @ForAll @Size(max = 5) List<@IntRange(max = 100) Integer> cuts) {
        EmbeddedChannel whole = new EmbeddedChannel(new FrameDecoder(LIMIT));
        EmbeddedChannel pieces = new EmbeddedChannel(new FrameDecoder(LIMIT));
        ByteBuf stream = Unpooled.wrappedBuffer(garbage);
        String refusal = fed(whole, Unpooled.wrappedBuffer(garbage));

        String first = null;
        for (int cut : cuts) {
            String refused = fed(pieces, stream.readRetainedSlice(Math.min(cut, stream.readableBytes())));
            first = first == null ? refused : first;
        }
        String last = fed(pieces, stream.readRetainedSlice(stream.readableBytes()));

        assertThat(first == null ? last : first).isEqualTo(refusal);
        assertThat(received(pieces)).usingRecursiveComparison().isEqualTo(received(whole));
        stream.release();
    }

    /** The refusal that comes of it, or null. */
    private static String fed(EmbeddedChannel channel, ByteBuf bytes) {
        try {
            channel.writeInbound(bytes);
            return null;
        } catch (FrameException refused) {
            return refused.getMessage();
        }
    }

    @Test
    void aTruncatedFrameIsNoMessage() {
        channel.writeInbound(Unpooled.buffer().writeInt(5).writeBytes(new byte[4]));

        assertThat(decoder.isInsideFrame()).isTrue();
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void aConnectionThatEndsInsideAFrameIsToldOf() {
        for (Object[] each : new Object[][] {
            {new byte[] {0, 0, 0, 9, 1, 2}, "the stream ended after 2 bytes of a frame of 9"},
            {new byte[] {0, 0}, "the stream ended inside a frame"},
            {new byte[] {-1, -1, -1, -1, 0}, "the stream ended inside a frame"},
        }) {
            EmbeddedChannel fresh = new EmbeddedChannel(new FrameDecoder(LIMIT));
            fresh.writeInbound(Unpooled.wrappedBuffer((byte[]) each[0]));

            assertThatThrownBy(fresh::finish).isInstanceOf(EOFException.class).hasMessage((String) each[1]);
        }
        EmbeddedChannel between = new EmbeddedChannel(new FrameDecoder(LIMIT));
        between.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 1, 7}));
        var unused = between.close();
        between.checkException();
    }

    @Test
    void aPartOfALengthIsInsideAFrame() {
        channel.writeInbound(Unpooled.buffer().writeShort(0));

        assertThat(decoder.isInsideFrame()).isTrue();
        assertThatThrownBy(channel::finish)
                .isInstanceOf(EOFException.class)
                .hasMessage("the stream ended inside a frame");
    }

    @Test
    void anEndAfterAFrameIsNoFailure() {
        channel.writeInbound(Unpooled.buffer().writeInt(1).writeByte(7));

        assertThat(channel.finish()).isTrue();
    }

    @Test
    void aFrameOfTheLimitPassesAndOneByteMoreIsRefused() {
        channel.writeInbound(Unpooled.buffer().writeInt(256).writeBytes(new byte[256]));
        assertThat(channel.<byte[]>readInbound()).hasSize(256);

        assertRefused(Unpooled.buffer().writeInt(300), "frame of 300 bytes exceeds the limit of 256");
    }

    @Test
    void aNegativeLengthIsRefused() {
        assertRefused(
                Unpooled.buffer().writeInt(-2),
                "frame length -2 is negative; allowed are 0 to 256, and -1 before a long length");
    }

    @Test
    void aLongLengthIsUnsigned() {
        assertRefused(
                Unpooled.buffer().writeInt(-1).writeLong(-1),
                "frame of 18446744073709551615 bytes exceeds the limit of 256");
    }

    @Test
    void aLengthNoArrayCanHaveIsRefusedWhateverTheLimit() {
        decoder.limit(Long.MAX_VALUE);

        assertRefused(
                Unpooled.buffer().writeInt(-1).writeLong(1L << 31),
                "frame of 2147483648 bytes exceeds the limit of 2147483639");
    }

    @Test
    void whatFollowsARefusedFrameIsDropped() {
        assertRefused(Unpooled.buffer().writeInt(-2), "frame length -2 is negative");

        channel.writeInbound(Unpooled.buffer().writeInt(1).writeByte(7));

        assertThat(channel.<byte[]>readInbound()).isNull();
    }

    @Test
    void oncePeersAreTrustedAnOversizedFrameCostsOnlyItself() {
        List<Object> events = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder(256);
        decoder.goOnAfterOversized();
        EmbeddedChannel channel = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
            }
        });
        channel.writeInbound(Unpooled.buffer().writeInt(300).writeZero(100));
        channel.writeInbound(Unpooled.buffer().writeZero(200).writeInt(1).writeByte(7));

        assertThat(events)
                .singleElement()
                .isInstanceOf(FrameException.class)
                .hasToString("io.picklewire.wire.FrameException: frame of 300 bytes exceeds the limit of 256");
        assertThat((byte[]) channel.readInbound()).containsExactly(7);
        assertThat(channel.<Object>readInbound()).isNull();
    }

    @Test
    void theLimitChangesBetweenTwoFramesOfOneRead() {
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                decoder.limit(1000);
                ctx.fireChannelRead(message);
            }
        });
        ByteBuf both = Unpooled.buffer();
        writeFrame(both, new byte[1], false);
        writeFrame(both, new byte[1000], false);

        channel.writeInbound(both);

        assertThat(received(channel)).extracting(body -> body.length).containsExactly(1, 1000);
    }

    @Test
    void anAnnouncedGibibyteAllocatesNothingLikeIt() {
        EmbeddedChannel big = new EmbeddedChannel(new FrameDecoder(1L << 30));
        long before = allocated();

        big.writeInbound(Unpooled.buffer().writeInt(1 << 30).writeBytes(new byte[10]));

        assertThat(allocated() - before).isLessThan(1 << 20);
    }

    @Test
    void aLargeBodyInManyReadsIsCopiedAFewTimesAtMost() {
        int size = 64 << 20;
        EmbeddedChannel big = new EmbeddedChannel(new FrameDecoder(1L << 30));
        ByteBuf piece = Unpooled.directBuffer(1 << 14).writeZero(1 << 14);
        long before = allocated();

        big.writeInbound(Unpooled.buffer().writeInt(size));
        for (int sent = 0; sent < size; sent += piece.readableBytes()) {
            big.writeInbound(piece.retainedDuplicate());
        }

        assertThat(big.<byte[]>readInbound()).hasSize(size);
        assertThat(allocated() - before).isLessThan(3L * size);
        piece.release();
    }

    private void assertRefused(ByteBuf bytes, String message) {
        assertThatThrownBy(() -> channel.writeInbound(bytes))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(message);
    }

    private static void writeFrame(ByteBuf stream, byte[] body, boolean isLong) {
        if (isLong) {
            stream.writeInt(-1).writeLong(body.length);
        } else {
            stream.writeInt(body.length);
        }
        stream.writeBytes(body);
    }

    private static List<byte[]> received(EmbeddedChannel channel) {
        List<byte[]> bodies = new ArrayList<>();
        for (byte[] body = channel.readInbound(); body != null; body = channel.readInbound()) {
            bodies.add(body);
        }
        return bodies;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
