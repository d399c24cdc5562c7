package io.picklewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
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

    private byte[] written() {
        ByteBuf frame = channel.readOutbound();
        try {
            return ByteBufUtil.getBytes(frame);
        } finally {
            frame.release();
        }
    }
}
