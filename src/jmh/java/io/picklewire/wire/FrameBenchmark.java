package io.picklewire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A frame through the pipeline, in and out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark {
    private static final long LIMIT = 1L << 30;

    @Param({"64", "65536"})
    public int bytes = 64;

    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(LIMIT), new FrameEncoder());

    @Benchmark
    public @Nullable Object decode() {
        ByteBuf frame = channel.alloc().buffer(bytes + Integer.BYTES).writeInt(bytes).writeZero(bytes);
        channel.writeInbound(frame);
        return channel.readInbound();
    }

    @Benchmark
    public int encode() {
        channel.writeOutbound((Object) new byte[bytes]);
        ByteBuf frame = channel.readOutbound();
        int size = frame == null ? Unpooled.EMPTY_BUFFER.readableBytes() : frame.readableBytes();
        ReferenceCountUtil.release(frame);
        return size;
    }
}
