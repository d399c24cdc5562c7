package io.picklewire.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket's file is made, in a folder that nobody else can enter, until it has its rights: what is bound has those
 * that the umask leaves. Beside the place where it is to be, so that it can be moved there.
 */
final class PrivateSocketFolder implements AutoCloseable {
    /** What the kernel takes as a path, less the zero at its end. */
    private static final int LONGEST_PATH = 107;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long SHORT_NAMES = 1L << 30;

    private final Path place;
    private final @Nullable Path folder;

    private PrivateSocketFolder(Path place, @Nullable Path folder) {
        this.place = place;
        this.folder = folder;
    }

    /** A place for what is to be at {@code path}; that itself where file systems have no rights, or the path is too long. */
    static PrivateSocketFolder beside(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null
                || !parent.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new PrivateSocketFolder(path, null);
        }
        if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
            return new PrivateSocketFolder(path, null); // it cannot be bound either, and says why
        }
        // A short name: the kernel takes short paths only.
        String name = "." + Long.toString(RANDOM.nextLong(SHORT_NAMES), Character.MAX_RADIX);
        Path folder = Files.createDirectory(
                parent.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path place = folder.resolve("s");
        if (place.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            Files.delete(folder);
            return new PrivateSocketFolder(path, null);
        }
        return new PrivateSocketFolder(place, folder);
    }

    /** Gives the file there its rights, and moves it to where it is to be. */
    void publish(Path path, Set<PosixFilePermission> mode) throws IOException {
        if (Files.getFileStore(place).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(place, mode);
        }
        if (folder != null) {
            Files.move(place, path, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void close() throws IOException {
        if (folder != null) {
            Files.deleteIfExists(place);
            Files.deleteIfExists(folder);
        }
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
