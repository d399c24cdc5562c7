package io.picklewire.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQLite's native code, which the driver copies from its jar into a file. The driver deletes the file when the process ends in order;
 * this deletes it as soon as it is loaded, so that a server that is killed leaves none. Any thread.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    /** The driver's, for the folder. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private static boolean isLoaded;

    private NativeLibrary() {}

    /** Loads it, unless it is loaded or somebody else has said where from. */
    static synchronized void load() throws SQLException {
        if (isLoaded || System.getProperty(FOLDER) != null) {
            return;
        }
        Path folder = null;
        try {
            folder = Files.createTempDirectory("picklewire-sqlite-");
            System.setProperty(FOLDER, folder.toString());
            try (Connection any = DriverManager.getConnection("jdbc:sqlite::memory:")) {
                isLoaded = any.isValid(0);
            }
        } catch (IOException e) {
            LOG.debug("the driver will say what is wrong: {}", e.getMessage());
        } finally {
            System.clearProperty(FOLDER);
            if (folder != null) {
                delete(folder);
            }
        }
    }

    /** Where a library that is in use cannot be deleted, the driver does it. */
    private static void delete(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> files = found.toList();
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.debug("SQLite's native code stays until the end: {}", e.getMessage());
        }
    }
}
