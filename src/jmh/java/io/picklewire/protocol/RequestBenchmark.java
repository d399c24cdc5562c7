package io.picklewire.protocol;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one call costs in the protocol: {@code queue.put(7)} in, and the reply to {@code queue.get()} out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestBenchmark {
    private static final int PROTOCOL = 4;

    /** {@code pickle.dumps(('0123456789abcdef', 'put', (7, True, None), {}), 4)} of CPython. */
    private final byte[] put = HexFormat.of()
            .parseHex("8004952500000000000000288c1030313233343536373839616263646566948c03707574"
+ "944b07884e87947d9474942e");

    private final byte[] get = HexFormat.of()
            .parseHex("8004952000000000000000288c1030313233343536373839616263646566948c0367657494"
+ "297d9474942e");
    private final Object item = Request.parse(put).args().get(0);

    @Benchmark
    public Request parsePut() {
        return Request.parse(put);
    }

    @Benchmark
    public Request parseGet() {
        return Request.parse(get);
    }

    @Benchmark
    public ByteBuffer[] replyNone() {
        return new Reply.Result(null).encode(PROTOCOL, ident -> List.of());
    }

    @Benchmark
    public ByteBuffer[] replyItem() {
        return new Reply.Result(item).encode(PROTOCOL, ident -> List.of());
    }
}
