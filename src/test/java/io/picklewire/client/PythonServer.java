package io.picklewire.client;

import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** CPython's own manager as a process, {@code interop-tests/objects_server.py}; it ends with this JVM. */
public final class PythonServer implements AutoCloseable {
    static final AuthKey KEY = AuthKey.of("interop");

    private static final Path FOLDER = Path.of("interop-tests").toAbsolutePath();
    private static final Map<Python, PythonServer> SHARED = new HashMap<>();
    private static final String LISTENING = "listening on ";

    private final Python python;
    private final Process process;
    private final Address address;

    private PythonServer(Python python, Process process, Address address) {
        this.python = python;
        this.process = process;
        this.address = address;
    }

    /** One for all tests that leave nothing behind in it; it ends with this JVM. */
    public static synchronized PythonServer shared(Python python) throws IOException {
        PythonServer known = SHARED.get(python);
        if (known == null || !known.process.isAlive()) {
            known = start(python);
            SHARED.put(python, known);
        }
        return known;
    }

    /** One for a single test. */
    public static PythonServer start(Python python) throws IOException {
        return start(python, "127.0.0.1:0");
    }

    static PythonServer start(Python python, String address) throws IOException {
        List<String> command = new ArrayList<>(List.of(python.executable().toString(), "-B"));
        command.addAll(List.of("objects_server.py", "--address", address, "--authkey", "interop"));
        command.addAll(List.of(
                "--queue", "get_queue", "--queue", "get_results", "--queue", "get_bounded:2", "--list", "get_list"));
        command.addAll(List.of("--dict", "get_dict", "--namespace", "get_namespace"));
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        if (line == null || !line.startsWith(LISTENING)) {
            process.destroyForcibly();
            throw new IOException(python + " did not listen but wrote: " + line);
        }
        return new PythonServer(python, process, Address.parse(line.substring(LISTENING.length())));
    }

    Python python() {
        return python;
    }

    /** Where it listens. */
    public Address address() {
        return address;
    }

    Manager connect() throws IOException {
        return Manager.connect(address, KEY);
    }

    /** The process, to be stopped or killed. */
    Process process() {
        return process;
    }

    /** Kills it as if its machine had lost power. */
    void kill() throws IOException {
        process.destroyForcibly();
        await();
    }

    private void await() throws IOException {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        await();
    }

    @Override
    public String toString() {
        return python + "'s manager";
    }
}
