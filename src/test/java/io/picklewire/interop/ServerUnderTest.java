package io.picklewire.interop;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The server that the interpreters talk to, on TCP and on a Unix socket, with the named objects that
 * {@code interop-tests/support.py} lists. It is a process of its own, run from this build's classes; with
 * {@code -Dpicklewire.interop.reference=PYTHON} it is CPython's own manager of that interpreter instead.
 */
final class ServerUnderTest implements AutoCloseable {

    static final String AUTHKEY = "interop";

    private static final List<String> NAMED = List.of(
            "--queue=get_tasks",
            "--queue=get_results",
            "--queue=get_queue",
            "--queue=get_bounded:2",
            "--list=get_list",
            "--dict=get_dict",
            "--namespace=get_namespace",
            "--object=_get_lock=Lock",
            "--object=get_jobs=PriorityQueue:2",
            "--type=AioQueue=Queue");
    private static final String LISTENING = "listening on ";

    private final Process process;
    private final Path folder;
    private final String tcp;
    private final Optional<String> unix;

    private ServerUnderTest(Process process, Path folder, List<String> addresses) {
        this.process = process;
        this.folder = folder;
        this.tcp = addresses.get(0);
        this.unix = addresses.stream().skip(1).findFirst();
    }

    static ServerUnderTest start() throws IOException {
        return start(ProcessBuilder.Redirect.INHERIT);
    }

    /** A server whose log goes there. */
    static ServerUnderTest start(ProcessBuilder.Redirect log) throws IOException {
        Path folder = Files.createTempDirectory("picklewire");
        Optional<String> reference = reference();
        List<String> command =
                new ArrayList<>(reference.map(ServerUnderTest::cpython).orElseGet(ServerUnderTest::ours));
        command.addAll(List.of("--address", "127.0.0.1:0"));
        if (reference.isEmpty()) {
            // Tests wait until objects are gone.
            command.addAll(
                    List.of("--address", "unix:" + folder.resolve("socket"), "--linger", "2", "--workers", "24"));
        }
        command.addAll(NAMED);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log);
        builder.environment().put("PICKLEWIRE_AUTHKEY", AUTHKEY);
        Process process = builder.start();
        List<String> addresses = listening(process, reference.isPresent() ? 1 : 2);
        return new ServerUnderTest(process, folder, addresses);
    }

    /** The interpreter whose own manager is to be tested, where that is asked for. */
    static Optional<String> reference() {
        return Optional.ofNullable(System.getProperty("picklewire.interop.reference"));
    }

    private static List<String> cpython(String python) {
        return List.of(
                python, InteropFolder.TESTS.resolve("reference_server.py").toString());
    }

    private static List<String> ours() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-cp", classPath(), "io.picklewire.cli.Picklewire", "serve");
    }

    /** Where this build's classes are, and those they need. */
    static String classPath() {
        return System.getProperty("java.class.path").isEmpty()
                ? "target" + File.separator + "classes"
                : System.getProperty("java.class.path");
    }

    private static List<String> listening(Process process, int count) throws IOException {
        // Not closed: that would close the pipe that the server goes on writing to.
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        List<String> addresses = new ArrayList<>();
        while (addresses.size() < count) {
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("the server ended before it listened on " + count + " addresses");
            }
            if (line.startsWith(LISTENING)) {
                addresses.add(line.substring(LISTENING.length()));
            }
        }
        Thread drain = new Thread(() -> reader.lines().forEach(line -> {}), "drain the server's output");
        drain.setDaemon(true);
        drain.start();
        return addresses;
    }

    /** {@code HOST:PORT}. */
    String tcp() {
        return tcp;
    }

    /** {@code unix:/PATH}, where the server has one. */
    Optional<String> unix() {
        return unix;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(folder.resolve("socket"));
        Files.deleteIfExists(folder);
    }
}
