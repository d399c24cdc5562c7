package io.picklewire;

import java.util.List;

public final class Pythons {
    public record Python(String version, java.nio.file.Path executable) {}

    private Pythons() {}

    public static List<Python> all() {
        java.nio.file.Path root = java.nio.file.Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        try (var s = java.nio.file.Files.list(root)) {
            return s.map(p -> new Python(p.getFileName().toString(), p.resolve("bin/python")))
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
