package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.python.PyTuple;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What every CPython pickles comes back to it equal, through the Loader and the Dumper and through Sealed. */
class PickleCorpusTest {
    private static final Path SCRIPT = Path.of("interop-tests", "pickle_corpus.py");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyObjectComesBackAtEveryProtocol() {
        return Pythons.all().stream().map(python -> DynamicTest.dynamicTest(python.version(), () -> check(python)));
    }

    private void check(Python python) throws IOException, InterruptedException {
        Path written = folder.resolve("written-" + python.version());
        Path answered = folder.resolve("answered-" + python.version());
        run(python, "write", written);
        try (DataInputStream in = new DataInputStream(Files.newInputStream(written));
                DataOutputStream out = new DataOutputStream(Files.newOutputStream(answered))) {
            while (in.available() > 0) {
                String name = new String(field(in), StandardCharsets.US_ASCII);
                int protocol = Integer.parseInt(new String(field(in), StandardCharsets.US_ASCII));
                answer(out, name, protocol, field(in), highest(python));
            }
        }
        assertThat(run(python, "check", answered)).contains("pickles came back equal");
    }

    private static int highest(Python python) {
        return python.version().startsWith("2") ? 2 : python.version().matches("3\\.[67]\\..*") ? 4 : 5;
    }

    private static void answer(DataOutputStream out, String name, int protocol, byte[] pickle, int highest)
            throws IOException {
        if (name.startsWith("request ")) {
            ScannedRequest request = Scanner.scan(pickle);
            assertThat(request.args()).as(name).hasSize(3);
            PyTuple reply = PyTuple.of(
                    request.args().get(0),
                    request.args().get(1),
                    request.args().get(2),
                    request.kwds().get(1));
            write(out, name, protocol, new Dumper(protocol).dumps(reply));
            return;
        }
        for (int target = 0; target <= highest; target++) {
            Object value;
            try {
                value = new Loader().loads(pickle);
            } catch (RuntimeException e) {
                throw new AssertionError(name + " at protocol " + protocol, e);
            }
            write(out, name, target, new Dumper(target).dumps(value));
        }
    }

    private static byte[] field(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static void write(DataOutputStream out, String name, int protocol, byte[] pickle) throws IOException {
        for (byte[] field : new byte[][] {ascii(name), ascii(String.valueOf(protocol)), pickle}) {
            out.writeInt(field.length);
            out.write(field);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String run(Python python, String action, Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(python.executable().toString(), SCRIPT.toString(), action, file.toString())
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        assertThat(process.waitFor())
                .as("python %s: %s", python.version(), output)
                .isZero();
        return output.toString(StandardCharsets.UTF_8);
    }
}
