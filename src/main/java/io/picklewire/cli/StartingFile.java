package io.picklewire.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that exists while the server starts. The launcher puts off its other work as long as it is there. */
final class StartingFile {
    private static final @Nullable String PATH = System.getProperty("picklewire.starting");

    private StartingFile() {}

    /** The server listens. */
    static void remove() {
        if (PATH == null) {
            return;
        }
        try {
            Files.deleteIfExists(Path.of(PATH));
        } catch (IOException kept) {
            // Then the launcher goes on a little later.
            return;
        }
    }
}
