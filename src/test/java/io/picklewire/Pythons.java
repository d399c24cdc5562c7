package io.picklewire;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the CPython interpreters of this machine: those of pyenv, then those on the PATH. */
public final class Pythons {

    private static final Pattern NAME = Pattern.compile("python(2\\.7|3(\\.\\d+)?)");
    private static final Pattern VERSION = Pattern.compile("Python ((\\d+\\.\\d+)\\.\\d+\\S*)");

    /**
     * An interpreter.
     *
     * @param version as it says itself: {@code 3.13.0}
     * @param executable what to run
     */
    public record Python(String version, Path executable) {

        private int order() {
            String[] parts = version.split("\\D", -1);
            return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
        }
    }

    private Pythons() {}

    /** One interpreter a version, the oldest first. */
    public static List<Python> all() {
        Map<String, Python> byVersion = new LinkedHashMap<>();
        Stream.of(ofPyenv(), onPath())
                .flatMap(Collection::stream)
                .map(Pythons::ask)
                .flatMap(Optional::stream)
                .forEach(python -> byVersion.putIfAbsent(python.version(), python));
        return byVersion.values().stream()
                .sorted(Comparator.comparingInt(Python::order))
                .toList();
    }

    private static List<Path> ofPyenv() {
        Path versions = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        return inFolder(versions).stream()
                .map(version -> version.resolve("bin/python"))
                .filter(Files::isExecutable)
                .toList();
    }

    private static List<Path> onPath() {
        List<Path> found = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            inFolder(Path.of(folder)).stream()
                    .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isExecutable)
                    .forEach(found::add);
        }
        return found;
    }

    private static List<Path> inFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file says its version is; empty where it does not run (a shim of pyenv without a version). */
    private static Optional<Python> ask(Path executable) {
        try {
            // A Python 2 says it on stderr.
            Process process = new ProcessBuilder(executable.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            Matcher version = VERSION.matcher(said.strip());
            return ended && process.exitValue() == 0 && version.matches()
                    ? Optional.of(new Python(version.group(1), executable))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
