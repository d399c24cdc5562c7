package io.picklewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The real program, in a process of its own. It ends with the test at the latest. */
final class Program implements AutoCloseable {
    /** As a terminal starts a program: with Ctrl-C on, which a test that runs in the background has off. */
    private static final String WITH_CTRL_C =
            "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])";

    private static final long LIMIT_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;
    private final Path error;

    private Program(Process process, Path error) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.error = error;
    }

    static Program start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    static Program start(Map<String, String> environment, String... arguments) throws IOException {
        Path error = Files.createTempFile("picklewire", ".stderr");
        List<String> command = new ArrayList<>();
        command.addAll(List.of(Pythons.newest().executable().toString(), "-c", WITH_CTRL_C));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classes(), "io.picklewire.cli.Picklewire"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(error.toFile());
        builder.environment().remove("PICKLEWIRE_AUTHKEY");
        builder.environment().putAll(environment);
        return new Program(builder.start(), error);
    }

    /** Surefire's class path may be in a jar's manifest: then the classes themselves are enough of it. */
    private static String classes() {
        String given = System.getProperty("java.class.path");
        return given.isEmpty() ? "target" + File.separator + "classes" : given;
    }

    /** The next line that it prints; fails when there is none. */
    String line() throws IOException {
        String line = output.readLine();
        assertThat(line).as("it ended, and said: %s", error()).isNotNull();
        return line;
    }

    /** The next line that it prints; what it said on stderr when it has ended. */
    String lineOrError() throws IOException {
        String line = output.readLine();
        return line == null ? error() : line;
    }

    /** The next line, which says where it listens. */
    String address() throws IOException {
        String line = line();
        assertThat(line).startsWith("listening on ");
        return line.substring("listening on ".length());
    }

    /** What it prints up to the next empty line or its end, joined by line ends. */
    String paragraph() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null && !line.isEmpty(); line = output.readLine()) {
            lines.add(line);
        }
        return String.join("\n", lines) + "\n";
    }

    /** The rest of what it prints. */
    String rest() {
        return output.lines().collect(Collectors.joining("\n"));
    }

    /** What it has written to stderr so far. */
    String error() throws IOException {
        return Files.readString(error);
    }

    /** Sends it a signal, such as {@code INT}. */
    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
        Files.deleteIfExists(error);
    }
}
