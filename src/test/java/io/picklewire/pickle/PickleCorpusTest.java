package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.python.PyTuple;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What every CPython pickles comes back to it equal, through the Loader and the Dumper and through Sealed. */
class PickleCorpusTest {
    private static final Path FOLDER = Path.of("interop-tests");

    /** {@code -Dpicklewire.seed=…} repeats a run that failed: its message tells the seed. */
    private static final String SEED = System.getProperty("picklewire.seed", String.valueOf(System.nanoTime()));

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyObjectComesBackAtEveryProtocol() {
        return Pythons.all().stream()
                .map(python -> DynamicTest.dynamicTest(
                        python.version(), () -> check(python, "pickle_corpus.py", PickleCorpusTest::answer)));
    }

    @TestFactory
    Stream<DynamicTest> randomValuesComeBackAtEveryProtocol() {
        return Pythons.all().stream()
                .map(python -> DynamicTest.dynamicTest(
                        python.version(),
                        () -> check(python, "random_corpus.py", PickleCorpusTest::answerRandom, SEED)));
    }

    /** What becomes of one pickle. */
    private interface Answer {
        void write(DataOutputStream out, Corpus corpus) throws IOException;
    }

    /** One record of a corpus, and the highest protocol that its interpreter reads. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Corpus(String name, int protocol, byte[] pickle, int highest) {}

    private void check(Python python, String script, Answer answer, String... seed)
            throws IOException, InterruptedException {
        Path written = folder.resolve("written-" + script + python.version());
        Path answered = folder.resolve("answered-" + script + python.version());
        run(python, script, "write", written, seed);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(written)));
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(answered)))) {
            while (in.available() > 0) {
                String name = new String(field(in), StandardCharsets.US_ASCII);
                int protocol = Integer.parseInt(new String(field(in), StandardCharsets.US_ASCII));
                answer.write(out, new Corpus(name, protocol, field(in), highest(python)));
            }
        }
        assertThat(run(python, script, "check", answered, seed)).contains("pickles came back equal");
    }

    private static int highest(Python python) {
        return python.version().startsWith("2") ? 2 : python.version().matches("3\\.[67]\\..*") ? 4 : 5;
    }

    private static void answer(DataOutputStream out, Corpus corpus) throws IOException {
        if (corpus.name().startsWith("request ")) {
            ScannedRequest request = Scanner.scan(corpus.pickle());
            assertThat(request.args()).as(corpus.name()).hasSize(3);
            PyTuple reply = PyTuple.of(
                    request.args().get(0),
                    request.args().get(1),
                    request.args().get(2),
                    request.kwds().get(1));
            write(out, corpus.name(), corpus.protocol(), new Dumper(corpus.protocol()).dumps(reply));
        } else {
            again(out, corpus);
        }
    }

    /** A request goes back as the tuple of its args and that of its kwds, each cut out of it. */
    private static void answerRandom(DataOutputStream out, Corpus corpus) throws IOException {
        if (corpus.name().startsWith("request ")) {
            ScannedRequest request = Scanner.scan(corpus.pickle());
            PyTuple reply = PyTuple.of(PyTuple.copyOf(request.args()), PyTuple.copyOf(request.kwds()));
            write(out, corpus.name(), corpus.protocol(), new Dumper(corpus.protocol()).dumps(reply));
        } else {
            again(out, corpus);
        }
    }

    /** Loaded once and dumped at every protocol that the interpreter reads. */
    private static void again(DataOutputStream out, Corpus corpus) throws IOException {
        for (int target = 0; target <= corpus.highest(); target++) {
            Object value;
            try {
                value = new Loader().loads(corpus.pickle());
            } catch (RuntimeException e) {
                throw new AssertionError(corpus.name() + " at protocol " + corpus.protocol(), e);
            }
            write(out, corpus.name(), target, new Dumper(target).dumps(value));
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

    private static String run(Python python, String script, String action, Path file, String... seed)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python.executable().toString(), "-B"));
        command.addAll(List.of(FOLDER.resolve(script).toString(), action, file.toString()));
        command.addAll(List.of(seed));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("python %s: %s", python.version(), output)
                .isZero();
        return output;
    }
}
