package io.picklewire.connection;

import io.picklewire.Pythons.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code interop-tests/connection_peer.py}, run by one interpreter at the other end of a connection. */
final class PythonPeer implements AutoCloseable {
    private static final Path FOLDER = Path.of("interop-tests").toAbsolutePath();
    private static final String LISTENING = "listening on ";

    private final Python python;
    private final Process process;
    private final BufferedReader output;

    private PythonPeer(Python python, Process process) {
        this.python = python;
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static PythonPeer run(Python python, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python.executable().toString(), "-B", "connection_peer.py"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        return new PythonPeer(python, process);
    }

    long pid() {
        return process.pid();
    }

    /** Where it listens, once it does. */
    Address listening() throws IOException {
        String line = line();
        if (!line.startsWith(LISTENING)) {
            throw new IOException(python + " wrote: " + line + "\n" + String.join("\n", rest()));
        }
        return Address.parse(line.substring(LISTENING.length()));
    }

    /** The same for several addresses. */
    List<Address> listening(int count) throws IOException {
        List<Address> addresses = new ArrayList<>();
        while (addresses.size() < count) {
            addresses.add(listening());
        }
        return addresses;
    }

    /** The next line it prints. */
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException(python + " has ended");
        }
        return line;
    }

    /** All that it still prints; it must end by itself. */
    List<String> rest() throws IOException {
        List<String> lines = output.lines().toList();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException(python + " did not end; it wrote: " + lines);
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupt);
        }
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
