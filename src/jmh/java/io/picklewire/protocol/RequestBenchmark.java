package io.picklewire.protocol;

import io.picklewire.pickle.Dumper;
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

    private final byte[] put =
            Request.encode("0123456789abcdef", "put", Request.Arguments.of(7, true, null), new Dumper(PROTOCOL));
    private final byte[] get = Request.encode("0123456789abcdef", "get", Request.Arguments.NONE, new Dumper(PROTOCOL));
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
    public byte[] replyNone() {
        return new Reply.Result(null).encode(PROTOCOL, ident -> List.of());
    }

    @Benchmark
    public byte[] replyItem() {
        return new Reply.Result(item).encode(PROTOCOL, ident -> List.of());
    }
}
