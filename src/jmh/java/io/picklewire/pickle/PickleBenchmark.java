package io.picklewire.pickle;

import io.picklewire.python.Sealed;
import io.picklewire.Pythons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Large values as a CPython pickles them: to look into them ({@code load}), to write them ({@code dump}), and to do
 * neither ({@code scan}: a request cut into its arguments). {@code interop-tests/load/pickles.py} has CPython's figures for the same values.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PickleBenchmark {
    private static final int PROTOCOL = 4;
    private static final String PICKLE =
            """
            import base64, pickle, sys
            value = eval(sys.argv[1])
            for each in value, (u'0123456789ab', u'put', (value,), {}):
                print(base64.b64encode(pickle.dumps(each, int(sys.argv[2]))).decode('ascii'))
            """;

    /** What is pickled. */
    public enum Data {
        LIST("list(range(100000))"),
        TEXTS("[str(i) for i in range(100000)]"),
        BYTES_1_MIB("bytes(1 << 20)");

        private final String expression;

        Data(String expression) {
            this.expression = expression;
        }
    }

    @Param
    public Data data = Data.LIST;

    private @Nullable Object value;
    private Sealed sealed = PickledValue.of(null);
    private byte[] pickle = {};
    private byte[] request = {};

    @Setup
    public void pickle() throws IOException {
        byte[][] pickles = Pythons.newest()
                .run(PICKLE, data.expression, Integer.toString(PROTOCOL))
                .lines()
                .map(Base64.getDecoder()::decode)
                .toArray(byte[][]::new);
        pickle = pickles[0];
        request = pickles[1];
        value = new Loader().loads(pickle);
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
        return new Dumper(PROTOCOL).dumps(value);
    }

    /** The reply to {@code get}: parts, the large ones where they are. */
    @Benchmark
    public ByteBuffer @Nullable [] dumpSealed() {
        return FastPairWriter.write("#RETURN", sealed, PROTOCOL);
    }
}
