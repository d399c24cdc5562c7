package io.picklewire;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The stock CPythons of this machine: those of pyenv, and those on the PATH. None at all is a failure. */
public final class Pythons {
    private static final Pattern ON_PATH = Pattern.compile("python(?:3|2\\.7|3\\.\\d+)");
    private static final String VERSION = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
    private static final List<Python> ALL = find();

    /** {@code -Dpicklewire.interop.pythons=3.8,3.13} leaves the others out. */
    private static final String CHOSEN = System.getProperty("picklewire.interop.pythons", "");

    private Pythons() {}

    /** One interpreter; {@code version} is such as 3.11.7. */
    public record Python(String version, Path executable) implements Comparable<Python> {
        /** Whether it is {@code major.minor} or newer. */
        public boolean isAtLeast(int major, int minor) {
            return major() > major || (major() == major && minor() >= minor);
        }

        private int major() {
            return Integer.parseInt(version.split("\\.", -1)[0]);
        }

        private int minor() {
            return Integer.parseInt(version.split("\\.", -1)[1]);
        }

        /** Major and minor version: {@code 3.13}. */
        public String line() {
            return major() + "." + minor();
        }

        /** Starts {@code script}; what it writes to stderr comes with its stdout. */
        public Process start(String script, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(executable.toString(), "-c", script));
            command.addAll(List.of(arguments));
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        }

        /** Runs {@code script} to its end, and returns all that it wrote. */
        public String run(String script, String... arguments) throws IOException {
            Process process = start(script, arguments);
            process.getOutputStream().close();
            String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IOException("python " + version + " did not end; it wrote: " + written);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            }
            return written;
        }

        @Override
        public int compareTo(Python other) {
            return major() != other.major()
                    ? Integer.compare(major(), other.major())
                    : Integer.compare(minor(), other.minor());
        }

        @Override
        public String toString() {
            return "python " + version;
        }
    }

    /** All of them, oldest first. */
    public static List<Python> all() {
        if (ALL.isEmpty()) {
            throw new AssertionError("no CPython was found under ~/.pyenv/versions or on the PATH; one is needed");
        }
        return ALL;
    }

    /** Those that were chosen, one a minor version: pyenv's 3.11.7 makes the system's 3.11.2 needless. */
    public static List<Python> chosen() {
        return all().stream()
                .filter(python ->
                        CHOSEN.isEmpty() || List.of(CHOSEN.split(",", -1)).contains(python.line()))
                .collect(Collectors.toMap(
                        Python::line, Function.identity(), (first, second) -> first, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    /** The newest of them. */
    public static Python newest() {
        return all().get(all().size() - 1);
    }

    private static List<Python> find() {
        TreeMap<String, Python> byVersion = new TreeMap<>();
        Stream.concat(ofPyenv().stream(), onPath().stream())
                .flatMap(executable -> ask(executable).stream())
                .forEach(python -> byVersion.putIfAbsent(python.version(), python));
        return byVersion.values().stream().sorted().toList();
    }

    private static List<Path> ofPyenv() {
        Path versions = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        return list(versions).stream()
                .map(version -> version.resolve("bin").resolve("python"))
                .filter(Files::isExecutable)
                .toList();
    }

    private static List<Path> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> list(Path.of(folder)).stream())
                .filter(file -> ON_PATH.matcher(file.getFileName().toString()).matches())
                .toList();
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Empty for a shim without a version behind it. */
    private static Optional<Python> ask(Path executable) {
        try {
            String answer = new Python("0.0.0", executable).run(VERSION).strip();
            return answer.matches("\\d+\\.\\d+\\.\\d+")
                    ? Optional.of(new Python(answer, executable))
                    : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }
}
