package io.picklewire.memory;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The name of a block of shared memory, as Python has it, without the slash that POSIX puts before it. Immutable; any thread.
 *
 * @param text the name
 */
public record BlockName(String text) {
    private static final Path FOLDER = Path.of("/dev/shm");
    private static final int LONGEST = 255;
    /** CPython begins its own names so. */
    private static final String PREFIX = "psm_";
    /** The C library keeps its named semaphores in the same place. */
    private static final String SEMAPHORES = "sem.";

    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Refuses what is no name of a block.
     *
     * @throws IllegalArgumentException when it is empty or too long, or could mean anything else than a block
     */
    public BlockName {
        if (text.startsWith("/")) {
            text = text.substring(1);
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size == 0 || size > LONGEST) {
            throw new IllegalArgumentException("a block's name of " + size + " bytes; allowed are 1 to " + LONGEST);
        }
        if (text.indexOf('/') >= 0 || text.indexOf('\0') >= 0 || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("'" + text.replace("\0", "\\0")
                    + "' is no block's name: it may have no slash and no zero byte, and is not . or ..");
        }
        if (text.startsWith(SEMAPHORES)) {
            throw new IllegalArgumentException("'" + text + "' is the name of a semaphore, not of a block");
        }
    }

    /** A name that no other block has. */
    static BlockName random() {
        return new BlockName(PREFIX + String.format("%08x", RANDOM.nextInt()));
    }

    /**
     * The file that is the block on Linux.
     *
     * @throws IOException when this system has no such place
     */
    Path file() throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            throw new IOException("there is no " + FOLDER + " here, where Linux has blocks of shared memory");
        }
        return FOLDER.resolve(text);
    }

    /** Whether there is such a block. */
    public boolean exists() throws IOException {
        return Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Removes the name; who has the block mapped keeps it.
     *
     * @throws FileNotFoundException when there is no such block
     */
    public void unlink() throws IOException {
        if (!exists()) {
            throw new FileNotFoundException("there is no block of shared memory with the name '" + text + "'");
        }
        Files.delete(file());
    }

    @Override
    public String toString() {
        return text;
    }
}
