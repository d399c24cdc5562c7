package io.picklewire.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.QueueProxy;
import io.picklewire.connection.Address;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The programs of python-clients and of examples, as processes, with each other: Java's and Python's, both ways. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final Path CLIENTS = Path.of("python-clients").toAbsolutePath();
    private static final String LISTENING = "listening on ";
    private static final String SQUARES = "0: 0\n1: 1\n2: 4\n3: 9\n4: 16\n5: 25\n6: 36\n7: 49\n8: 64\n9: 81\n";

    @TempDir
    private static Path classes;

    @BeforeAll
    static void compile() throws IOException {
        Interpreters.found();
        List<String> arguments = new ArrayList<>(List.of("-Xlint:all,-processing,-classfile", "-Werror", "-proc:none"));
        arguments.addAll(List.of("-cp", ServerUnderTest.classPath(), "-d", classes.toString()));
        try (Stream<Path> sources = Files.list(EXAMPLES)) {
            sources.map(Path::toString).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }

    /** What happens around a manager at an address; Python's side is run by that interpreter. */
    private interface Body {
        void run(String address, Python python) throws Exception;
    }

    /** Python's own manager of the oldest and the newest interpreter, and this project's. */
    private static Stream<DynamicTest> managers(Body body) {
        Stream<DynamicTest> theirs = Stream.of(Interpreters.ALL.get(0), Interpreters.newest())
                .distinct()
                .map(python -> DynamicTest.dynamicTest("the server of " + python, () -> {
                    Process server = python(python, "queue_server.py", "--address", "127.0.0.1:0");
                    try {
                        String line = server.inputReader(StandardCharsets.UTF_8).readLine();
                        assertThat(line).startsWith(LISTENING);
                        body.run(line.substring(LISTENING.length()), python);
                    } finally {
                        server.destroy();
                    }
                }));
        return Stream.concat(theirs, Stream.of(DynamicTest.dynamicTest("Java's server", () -> {
            try (ServerUnderTest server = ServerUnderTest.start()) {
                body.run(server.tcp(), Interpreters.newest());
            }
        })));
    }

    @TestFactory
    Stream<DynamicTest> theyWorkTogether() {
        return managers((address, python) -> {
            assertThat(output(java("DistributedQueue", address, "put", "Hi There")))
                    .isEmpty();
            assertThat(output(python(python, "distributed_queue.py", "--address", address, "get")))
                    .isEqualTo("Hi There\n");
            assertThat(output(python(python, "distributed_queue.py", "--address", address, "put", "from Python")))
                    .isEmpty();
            assertThat(output(java("DistributedQueue", address, "get"))).isEqualTo("from Python\n");

            assertThat(output(java("SharedCollections", address))).isEqualTo("[25, 36, 49, 64, 81] of 10\n" + SQUARES);
            assertThat(output(python(python, "shared_dict.py", "--address", address, "show")))
                    .isEqualTo(SQUARES);
        });
    }

    @TestFactory
    Stream<DynamicTest> eachsWorkersDoTheOthersTasks() {
        return managers((address, python) -> {
            Process javas = java("QueueProducer", address, "50");
            awaitTasks(address);
            String workers =
                    output(python(python, "queue_worker.py", "--address", address, "--workers", "2", "--idle", "2"));
            assertThat(workers).isEqualTo("2 workers done, 0 failed\n");
            assertThat(output(javas)).isEqualTo("50 results, sum 2450\n");

            Process pythons = python(python, "queue_producer.py", "--address", address, "--tasks", "50");
            awaitTasks(address);
            assertThat(output(java("QueueWorker", address, "2", "2"))).isEqualTo("2 workers did 50 tasks\n");
            assertThat(output(pythons)).isEqualTo("50 results, sum 2450\n");
        });
    }

    @Test
    void theyRunFromTheirSource() throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start()) {
            String source = EXAMPLES.resolve("SharedCollections.java").toString();
            assertThat(output(java(source, server.tcp()))).endsWith(SQUARES);
            assertThat(output(java(EXAMPLES.resolve("DistributedQueue.java").toString(), server.tcp())))
                    .isEqualTo("arguments: ADDRESS put TEXT, or ADDRESS get\n");
        }
    }

    @Test
    void javaCallsPythonFunctions() throws Exception {
        String python = Interpreters.newest().executable().toString();
        assertThat(output(java("WordLengths", python))).isEqualTo("[3, 5, 5, 3]\nThe Quick Brown Fox\n1.5\nno root\n");
    }

    @Test
    void primesAreSummedInJavaAndInPythonForJava() throws Exception {
        String python = Interpreters.newest().executable().toString();
        assertThat(output(java("PrimeSums", "threads", "3000"))).startsWith("threads: 6 sums, together 960565, in ");
        assertThat(output(java("PrimeSums", "pool", python, "3000"))).startsWith("pool: 6 sums, together 960565, in ");
        Process server = java("PrimeSums", "serve", "127.0.0.1:0");
        try {
            String address =
                    server.inputReader(StandardCharsets.UTF_8).readLine().substring(LISTENING.length());
            assertThat(output(python(
                            Interpreters.newest(),
                            "prime_sums.py",
                            "--address",
                            address,
                            "--limit",
                            "3000",
                            "alone",
                            "java")))
                    .contains("\njava: 6 sums, together 960565, in ");
        } finally {
            server.destroy();
        }
    }

    @TestFactory
    Stream<DynamicTest> aPythonProcessHoldsTheOtherEndOfAPipe() {
        return Stream.of(Interpreters.ALL.get(0), Interpreters.newest())
                .distinct()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> assertThat(
                                output(java("ProcessPipe", python.executable().toString())))
                        .isEqualTo("[42, null, hello]\n[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]\nexit code 0\n")));
    }

    @TestFactory
    Stream<DynamicTest> pythonChangesTheNumbersOfJava() {
        return Interpreters.ALL.stream()
                .filter(python -> python.isAtLeast(3, 8))
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    String said = output(java("SharedArray", python.executable().toString(), "100000"));
                    assertThat(said.lines().map(line -> line.replaceFirst(", in .*", "")))
                            .hasSize(7)
                            .allMatch(line -> line.startsWith("Python uses ")
                                    || line.endsWith(": 100000 numbers, from 50000 to 99999"));
                }));
    }

    private static void awaitTasks(String address) throws Exception {
        try (Manager manager = Manager.connect(Address.parse(address), AuthKey.of(ServerUnderTest.AUTHKEY));
                QueueProxy<Integer> tasks = manager.queue("get_tasks")) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (tasks.isEmpty()) {
                assertThat(System.nanoTime()).as("a task comes").isLessThan(deadline);
            }
        }
    }

    private static Process java(String program, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = ServerUnderTest.classPath() + File.pathSeparator + classes;
        List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-cp", path));
        command.addAll(Program.nativeAccess());
        command.add(program);
        return process(command, arguments);
    }

    private static Process python(Python python, String program, String... arguments) throws IOException {
        return process(
                List.of(
                        python.executable().toString(),
                        "-B",
                        CLIENTS.resolve(program).toString()),
                arguments);
    }

    private static Process process(List<String> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("PICKLEWIRE_AUTHKEY", ServerUnderTest.AUTHKEY));
        return builder.start();
    }

    /** All that a program prints until it ends, errors included. */
    private static String output(Process process) throws Exception {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
