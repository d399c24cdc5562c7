package io.picklewire.pickle;

import io.picklewire.python.PyTuple;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Large values: to look into them ({@code load}), to write them ({@code dump}), and to do neither ({@code scan}: a
 * request cut into its arguments). {@code interop-tests/load/pickles.py} has CPython's figures for the same values.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PickleBenchmark {
    private static final int PROTOCOL = 4;
    private static final int ITEMS = 100_000;
    private static final int BYTES = 1 << 20;

    /** What is pickled. */
    public enum Data {
        /** {@code list(range(100000))}. */
        LIST(IntStream.range(0, ITEMS).boxed().toList()),
        /** {@code [str(i) for i in range(100000)]}. */
        TEXTS(IntStream.range(0, ITEMS).mapToObj(Integer::toString).toList()),
        /** {@code bytes(1 << 20)}. */
        BYTES_1_MIB(new byte[BYTES]);

        private final Object value;

        Data(Object value) {
            this.value = value;
        }
    }

    @Param
    public Data data = Data.LIST;

    private Sealed sealed = Sealed.of(null);
    private byte[] pickle = {};
    private byte[] request = {};

    @Setup
    public void pickle() {
        pickle = new Dumper(PROTOCOL).dumps(data.value);
        request = new Dumper(PROTOCOL)
                .dumps(PyTuple.of("0123456789ab", "put", PyTuple.of(data.value), Map.of()));
        sealed = Scanner.scan(request).args().get(0);
    }

    @Benchmark
    public ScannedRequest scan() {
        return Scanner.scan(request);
    }

    @Benchmark
    public @Nullable Object load() {
        return new Loader().loads(pickle);
    }

    @Benchmark
    public byte[] dump() {
        return new Dumper(PROTOCOL).dumps(data.value);
    }

    /** The reply to {@code get}: parts, the large ones where they are. */
    @Benchmark
    public ByteBuffer @Nullable [] dumpSealed() {
        return PlainPair.write("#RETURN", sealed, PROTOCOL);
    }
}
