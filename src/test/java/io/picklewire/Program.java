package io.picklewire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program in Java, in a process of its own. It ends with the test at the latest. */
public final class Program implements AutoCloseable {
    /** As a terminal starts a program: with Ctrl-C on, which a test that runs in the background has off. */
    private static final String WITH_CTRL_C =
            "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])";

    private static final int WARNS_OF_NATIVE_CODE = 22;
    private static final long LIMIT_SECONDS = 30;
    private static final String END = "";

    private final Process process;
    private final BufferedReader output;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> newErrors = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::readErrors, "reader of a program's stderr");

    private Program(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        reader.setDaemon(true);
        reader.start();
    }

    /** The command line program. */
    public static Program picklewire(Map<String, String> environment, String... arguments) throws IOException {
        return start(environment, "io.picklewire.cli.Picklewire", arguments);
    }

    /** The command line program. */
    public static Program picklewire(String... arguments) throws IOException {
        return picklewire(Map.of(), arguments);
    }

    /** Any class with a main method. */
    public static Program start(Map<String, String> environment, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(Pythons.newest().executable().toString(), "-c", WITH_CTRL_C));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(nativeAccess());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classes(), main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("PICKLEWIRE_AUTHKEY");
        builder.environment().putAll(environment);
        return new Program(builder.start());
    }

    /** The options of Java with which it is silent about native code, as the jar's manifest makes it. */
    public static List<String> nativeAccess() {
        return Runtime.version().feature() >= WARNS_OF_NATIVE_CODE
                ? List.of("--enable-native-access=ALL-UNNAMED")
                : List.of();
    }

    private static String classes() {
        String given = System.getProperty("java.class.path");
        return given.isEmpty() ? "target" + File.separator + "classes" : given;
    }

    private void readErrors() {
        process.errorReader(StandardCharsets.UTF_8).lines().forEach(line -> {
            errors.add(line);
            newErrors.add(line);
        });
        newErrors.add(END);
    }

    /** The next line that it prints; fails when there is none. */
    public String line() throws IOException {
        String line = output.readLine();
        assertThat(line).as("it ended, and said: %s", errors).isNotNull();
        return line;
    }

    /** The next line that it prints; what it said on stderr when it has ended. */
    public String lineOrError() throws Exception {
        String line = output.readLine();
        return line == null ? error() : line;
    }

    /** The next line, which says where it listens. */
    public String address() throws IOException {
        String line = line();
        assertThat(line).startsWith("listening on ");
        return line.substring("listening on ".length());
    }

    /** What it prints up to the next empty line or its end, joined by line ends. */
    public String paragraph() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null && !line.isEmpty(); line = output.readLine()) {
            lines.add(line);
        }
        return String.join("\n", lines) + "\n";
    }

    /** The rest of what it prints. */
    public String rest() {
        return output.lines().collect(Collectors.joining("\n"));
    }

    /** The next line that it writes to stderr; waits for it. */
    public String errorLine() throws InterruptedException {
        String line = newErrors.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(line).as("a line on stderr after %s", errors).isNotNull();
        return line;
    }

    /** The next line that it has written to stderr; empty when there is none yet. */
    public String nextErrorLine() {
        String line = newErrors.poll();
        return line == null ? "" : line;
    }

    /** All that it has written to stderr; of a program that has ended, all there is. */
    public String error() throws InterruptedException {
        if (!process.isAlive()) {
            reader.join();
        }
        return errors.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** Sends it a signal, such as {@code INT}. */
    public void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Waits for its end. */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
