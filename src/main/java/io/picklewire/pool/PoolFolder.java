package io.picklewire.pool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the files that a pool's workers open, for this user alone. A process that is killed leaves its folders behind: the
 * next one that makes such a folder removes them. It knows them by a lock, which the system drops when its holder ends. Any thread.
 */
final class PoolFolder implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(PoolFolder.class);
    private static final String PREFIX = "picklewire-pool-";
    /** Not looked at by this process itself: to close a file gives up all locks that a process has on it. */
    private static final String OWN_PREFIX = PREFIX + ProcessHandle.current().pid() + "-";

    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private PoolFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static PoolFolder create() throws IOException {
        Path path = Files.createTempDirectory(
                OWN_PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        removeAbandoned(path.toAbsolutePath().getParent());
        FileChannel channel =
                FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        if (Files.exists(path.resolve(LOCK))) {
            return new PoolFolder(path, channel);
        }
        channel.close(); // another process has taken it for abandoned, before it was locked
        return create();
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Removes it with all that is in it. */
    @Override
    public void close() throws IOException {
        delete(path);
        lock.close();
    }

    private static void removeAbandoned(@Nullable Path parent) {
        if (parent == null) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (!String.valueOf(folder.getFileName()).startsWith(OWN_PREFIX)) {
                    removeIfAbandoned(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("{} cannot be looked through for what killed processes left: {}", parent, e.toString());
        }
    }

    private static void removeIfAbandoned(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            if (taken != null) {
                delete(folder);
            }
        } catch (IOException e) {
            LOG.debug("{} stays: {}", folder, e.toString()); // another user's, or one that is being made
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
