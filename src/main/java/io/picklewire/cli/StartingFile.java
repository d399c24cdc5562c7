package io.picklewire.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the launcher has to do that can wait waits as long as this file is there. */
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
