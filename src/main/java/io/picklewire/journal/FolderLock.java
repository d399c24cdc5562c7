package io.picklewire.journal;

import io.picklewire.server.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a folder for one server: the system takes the lock back when its process ends, in whatever way. Any thread. */
final class FolderLock implements AutoCloseable {
    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** @throws StoreException when another server has the folder, or it cannot be written */
    static FolderLock take(Path folder) {
        Path path = folder.resolve("lock");
        FileChannel file = null;
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new StoreException(
                        "the store " + folder + " cannot be there: that is a file, and no folder", null);
            }
            Files.createDirectories(folder);
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (file.tryLock() == null) {
                throw taken(folder, path, null);
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new FolderLock(file);
        } catch (OverlappingFileLockException e) {
            close(file);
            throw taken(folder, path, e);
        } catch (StoreException e) {
            close(file);
            throw e;
        } catch (IOException e) {
            close(file);
            throw new StoreException("the store " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static StoreException taken(Path folder, Path path, @Nullable Throwable cause) {
        String pid;
        try {
            pid = Files.readString(path).strip();
        } catch (IOException e) {
            pid = "not known";
        }
        return new StoreException("the store " + folder + " is in use by another server, process " + pid, cause);
    }

    private static void close(@Nullable FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // it was only locked
        }
    }

    @Override
    public void close() {
        close(file);
    }
}
