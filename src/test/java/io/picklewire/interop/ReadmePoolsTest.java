package io.picklewire.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.connection.Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The programs under "Pools of Python processes" in README.md, run as they stand but for the port. */
class ReadmePoolsTest {
    private static final Map<String, String> KEY = Map.of("PICKLEWIRE_AUTHKEY", "abracadabra");

    @TempDir
    private Path folder;

    /** The program of a language that comes as number {@code index}. */
    private static String program(String language, int index) throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String chapter = readme.substring(readme.indexOf("\n## Pools of Python processes\n"));
        int start = 0;
        for (int i = 0; i <= index; i++) {
            start = chapter.indexOf("```" + language + "\n", start) + language.length() + 4;
        }
        return chapter.substring(start, chapter.indexOf("\n```", start)) + "\n";
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(written).isTrue();
        return written.strip();
    }

    private Path python(String name, int index, String port) throws Exception {
        return Files.writeString(folder.resolve(name), program("python", index).replace("50000", port));
    }

    private static Stream<Python> oldestAndNewest() {
        return Stream.of(Pythons.chosen().get(0), Pythons.newest()).distinct();
    }

    @TestFactory
    Stream<DynamicTest> aPoolOfAClient() {
        return oldestAndNewest()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    try (Program server =
                            Program.picklewire(KEY, "serve", "--address", "127.0.0.1:0", "--workers", "4")) {
                        Path client = python("lengths.py", 0, server.address().replaceAll(".*:", ""));
                        assertThat(output(python.executable().toString(), client.toString()))
                                .isEqualTo("[[3, 'fox'], [3, 'the'], [5, 'brown'], [5, 'quick']]");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> fiveLinesMakeAWorker() {
        return oldestAndNewest()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    try (Program server =
                            Program.picklewire(KEY, "serve", "--address", "127.0.0.1:0", "--pool", "jobs:2")) {
                        String port = server.address().replaceAll(".*:", "");
                        Path worker = python("worker.py", 2, port);
                        Process process = new ProcessBuilder(python.executable().toString(), worker.toString()).start();
                        try {
                            assertThat(output(python.executable().toString(), "-c", client(port)))
                                    .isEqualTo("[1, 2, 3]");
                        } finally {
                            process.destroyForcibly().waitFor();
                        }
                    }
                }));
    }

    private static String client(String port) throws Exception {
        return program("python", 1).replace("50000", port);
    }

    @Test
    void workersOfTheProgram() throws Exception {
        try (Program server = Program.picklewire(KEY, "serve", "--address", "127.0.0.1:0", "--pool", "jobs:2")) {
            String address = server.address();
            try (Program workers = Program.picklewire(
                    KEY,
                    "workers",
                    "--address",
                    address,
                    "2",
                    "--python",
                    Pythons.newest().executable().toString())) {
                assertThat(workers.line()).isEqualTo("2 workers for " + address);
                String port = address.replaceAll(".*:", "");
                assertThat(output(Pythons.newest().executable().toString(), "-c", client(port)))
                        .isEqualTo("[1, 2, 3]");
                workers.signal("TERM");
                assertThat(workers.exitCode()).isZero();
            }
        }
    }

    @Test
    void aPoolWithANameIsThereWhenNobodyHasReferredToIt() throws Exception {
        String python = Pythons.newest().executable().toString();
        Program workers;
        try (Program server =
                Program.picklewire(KEY, "serve", "--address", "127.0.0.1:0", "--pool", "jobs", "--linger", "0")) {
            String address = server.address();
            try (Manager manager = Manager.connect(Address.parse(address), AuthKey.of("abracadabra"))) {
                manager.create("jobs").close();
                while (manager.numberOfObjects() > 0) {
                    Thread.onSpinWait();
                }
            }
            workers = Program.picklewire(KEY, "workers", "--address", address, "1", "--python", python);
            assertThat(output(python, "-c", client(address.replaceAll(".*:", ""))))
                    .isEqualTo("[1, 2, 3]");
        }
        try (workers) {
            assertThat(workers.exitCode()).as("the server has ended").isEqualTo(1);
        }
    }

    @Test
    void theProgramInJava() throws Exception {
        String source = program("java", 0)
                .replace("\"python3\"", "\"" + Pythons.newest().executable() + "\"");
        Path program = Files.writeString(folder.resolve("Lengths.java"), source);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(java, "-cp", ServerUnderTest.classPath(), program.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(written.strip()).isEqualTo("1.5 [3, 5, 5, 3]");
        assertThat(process.waitFor()).isZero();
    }
}
