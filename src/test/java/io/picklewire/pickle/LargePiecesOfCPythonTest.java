package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.python.Sealed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Arguments larger than a frame of CPython's pickler, whose frames start between and inside of them. */
class LargePiecesOfCPythonTest {
    private static final String VALUES =
            """
            import base64, pickle, sys
            values = [
                b'x' * 300000,
                u'y' * 300000,
                list(range(100000)),
                [1, b'x' * 100000, u'y' * 100000, u'end'],
                {u'a': b'x' * 100000, u'b': [2] * 70000},
                [u'same' * 5] * 70000]
            """;
    private static final String WRITE = VALUES
            + """
            for value in values:
                request = pickle.dumps((u'7f00', u'put', (value,), {}), int(sys.argv[1]))
                print(base64.b64encode(request).decode('ascii'))
            """;
    private static final String READ = VALUES
            + """
            loaders = [pickle.loads]
            if hasattr(pickle, '_loads'):
                loaders.append(pickle._loads)
            for value, line in zip(values, open(sys.argv[1])):
                for loads in loaders:
                    assert loads(base64.b64decode(line)) == (u'#RETURN', value), repr(value)[:50]
            print('read')
            """;

    @TestFactory
    Stream<DynamicTest> areGivenBackToEveryCPythonAsTheyCame() {
        return Pythons.all().stream().flatMap(python -> protocols(python)
                .map(protocol ->
                        DynamicTest.dynamicTest(python + ", protocol " + protocol, () -> givenBack(python, protocol))));
    }

    private static Stream<Integer> protocols(Python python) {
        return python.isAtLeast(3, 8)
                ? Stream.of(2, 3, 4, 5)
                : python.isAtLeast(3, 0) ? Stream.of(2, 3, 4) : Stream.of(2);
    }

    private static void givenBack(Python python, int protocol) throws IOException {
        Path replies = Files.createTempFile("replies", ".txt");
        try {
            List<String> lines = python.run(WRITE, Integer.toString(protocol))
                    .lines()
                    .map(line -> reply(Base64.getDecoder().decode(line), protocol))
                    .toList();
            Files.write(replies, lines);
            assertThat(python.run(READ, replies.toString()).strip()).isEqualTo("read");
        } finally {
            Files.delete(replies);
        }
    }

    private static String reply(byte[] request, int protocol) {
        Sealed value = Scanner.scan(request, null).args().get(0);
        return Base64.getEncoder().encodeToString(joined(FastPairWriter.write("#RETURN", value, protocol)));
    }

    @TestFactory
    Stream<DynamicTest> areNotCopiedWhereTheyAreOneString() {
        return Pythons.all().stream().filter(python -> python.isAtLeast(3, 0)).flatMap(python -> protocols(python)
                .filter(protocol -> protocol > Dumper.PYTHON2)
                .map(protocol ->
                        DynamicTest.dynamicTest(python + ", protocol " + protocol, () -> notCopied(python, protocol))));
    }

    private static void notCopied(Python python, int protocol) throws IOException {
        List<String> lines =
                python.run(WRITE, Integer.toString(protocol)).lines().toList();
        for (String line : lines.subList(0, 2)) {
            byte[] request = Base64.getDecoder().decode(line);
            Sealed value = Scanner.scan(request, null).args().get(0);
            assertThat(FastPairWriter.write("#RETURN", value, protocol))
                    .anyMatch(part -> part.arrayOffset() == 0 && part.array() == request);
        }
    }

    private static byte[] joined(ByteBuffer... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (ByteBuffer part : parts) {
            whole.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
        return whole.toByteArray();
    }
}
