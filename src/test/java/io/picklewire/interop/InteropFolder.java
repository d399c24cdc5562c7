package io.picklewire.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where Python's side of the tests is. */
final class InteropFolder {

    static final Path TESTS = Path.of("interop-tests").toAbsolutePath();

    private InteropFolder() {}

    /** The names of the test modules, {@code test_list} and so on. */
    static List<String> modules() {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("test_\\w+\\.py"))
                    .map(name -> name.substring(0, name.length() - ".py".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
