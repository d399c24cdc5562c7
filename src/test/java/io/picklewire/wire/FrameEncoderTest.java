package io.picklewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());

    @Test
    void aMessageIsItsLengthAndItsBodyInOneWrite() {
        channel.writeOutbound(new byte[] {7, 8});

        assertThat(written()).containsExactly(0, 0, 0, 2, 7, 8);
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
    }

    @Test
    void anEmptyMessageIsALengthOnly() {
        channel.writeOutbound(new byte[0]);

        assertThat(written()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void partsMakeOneBody() {
        channel.writeOutbound((Object) new byte[][] {{1}, {}, {2, 3}});

        assertThat(written()).containsExactly(0, 0, 0, 3, 1, 2, 3);
    }

    @Test
    void otherMessagesPassAsTheyAre() {
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {9}));

        assertThat(written()).containsExactly(9);
    }

    @Property(tries = 100)
    void whatIsEncodedIsDecoded(@ForAll @Size(max = 5) List<byte[]> parts) {
        EmbeddedChannel out = new EmbeddedChannel(new FrameEncoder());
        EmbeddedChannel in = new EmbeddedChannel(new FrameDecoder(1L << 20));
        out.writeOutbound((Object) parts.toArray(byte[][]::new));
        in.writeInbound(out.<ByteBuf>readOutbound());

        ByteBuf whole = Unpooled.wrappedBuffer(parts.toArray(byte[][]::new));
        assertThat(in.<byte[]>readInbound()).isEqualTo(ByteBufUtil.getBytes(whole));
    }

    @Test
    void aLargeMessageGoesInPiecesAndWhatFollowsComesAfterIt() {
        byte[] large = new byte[5_000_001];
        new Random(1).nextBytes(large);
        EmbeddedChannel in = new EmbeddedChannel(new FrameDecoder(1L << 30));

        ChannelFuture first = channel.writeAndFlush(new ByteBuffer[] {
            ByteBuffer.wrap(large, 0, 1_000_000), ByteBuffer.allocate(0), ByteBuffer.wrap(large, 1_000_000, 4_000_001)
        });
        ChannelFuture second = channel.writeAndFlush(new byte[] {7});
        channel.runPendingTasks();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            assertThat(piece.readableBytes()).isLessThanOrEqualTo(256 * 1024);
            in.writeInbound(piece);
        }

        assertThat(in.<byte[]>readInbound()).isEqualTo(large);
        assertThat(in.<byte[]>readInbound()).containsExactly(7);
        assertThat(first.isSuccess()).isTrue();
        assertThat(second.isSuccess()).isTrue();
    }

    @Test
    void aLargeMessageThatCannotBeSentFailsAndSoDoesWhatFollows() {
        ChannelFuture first;
        ChannelFuture second;
        EmbeddedChannel closing = new EmbeddedChannel(new ClosingAfterOnePiece(), new FrameEncoder());
        first = closing.writeAndFlush(new byte[5_000_000]);
        second = closing.writeAndFlush(new byte[] {7});
        closing.runPendingTasks();

        assertThat(first.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(second.cause()).isInstanceOf(ClosedChannelException.class);
        closing.releaseOutbound();
    }

    /** The peer goes away while a message is under way. */
    private static final class ClosingAfterOnePiece extends ChannelOutboundHandlerAdapter {
        private int pieces;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (pieces++ > 0) {
                var unused = ctx.close();
            }
            var passed = ctx.write(message, promise);
            assertThat(passed).isNotNull();
        }
    }

    private byte[] written() {
        ByteBuf frame = channel.readOutbound();
        try {
            return ByteBufUtil.getBytes(frame);
        } finally {
            frame.release();
        }
    }
}
