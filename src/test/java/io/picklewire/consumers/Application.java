package io.picklewire.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One of the applications while it runs; what it writes to stderr comes with its stdout. */
final class Application implements AutoCloseable {
    private static final long LIMIT_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;
    private final List<String> read = new ArrayList<>();

    private Application(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static Application start(List<String> options, String... arguments) throws IOException {
        List<String> command = Stream.of(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m"),
                        Stream.of("-XX:TieredStopAtLevel=1"),
                        options.stream(),
                        Stream.of(arguments))
                .flatMap(each -> each)
                .toList();
        return new Application(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** What is said behind {@code start} in the line that begins with it; fails when there is none. */
    String lineAfter(String start) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            read.add(line);
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
        throw new AssertionError("no line '" + start + "…' in " + read);
    }

    /** All that it has written, once it has ended. */
    String text() throws InterruptedException {
        read.addAll(output.lines().toList());
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return read.stream().collect(Collectors.joining("\n"));
    }

    /** All that it has written up to what was asked for last. */
    String textSoFar() {
        return String.join("\n", read);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
