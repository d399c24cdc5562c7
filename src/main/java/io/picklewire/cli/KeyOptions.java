package io.picklewire.cli;

import io.picklewire.auth.AuthKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The three ways to say the key, and the one to say none. */
final class KeyOptions {
    private static final String VARIABLE = "PICKLEWIRE_AUTHKEY";
    private static final int RANDOM_BYTES = 16;

    @Option(
            names = "--authkey",
            paramLabel = "KEY",
            description = "The key that clients must have. Other users of this machine can see it in the process list.")
    private @Nullable String key;

    @Option(
            names = "--authkey-file",
            paramLabel = "FILE",
            description = "A file that holds the key; a line end behind it does not count.")
    private @Nullable Path file;

    /** For picocli. */
    KeyOptions() {}

    /** The key, and its text where the program made it itself. */
    record Chosen(AuthKey key, @Nullable String made, @Nullable String warning) {}

    /** @throws IOException with a message for the user when the file cannot be read */
    Chosen choose() throws IOException {
        String fromEnvironment = System.getenv(VARIABLE);
        if (key != null && file != null) {
            throw new IOException("--authkey and --authkey-file exclude each other");
        }
        if (file != null) {
            return new Chosen(AuthKey.of(read(file)), null, null);
        }
        if (key != null) {
            return new Chosen(
                    AuthKey.of(key),
                    null,
                    "warning: other users can see a key on the command line; prefer --authkey-file or " + VARIABLE);
        }
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            return new Chosen(AuthKey.of(fromEnvironment), null, null);
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        return new Chosen(AuthKey.of(made), made, null);
    }

    private static byte[] read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("cannot read the key file " + file + ": no such file", e);
        } catch (IOException e) {
            throw new IOException("cannot read the key file " + file + ": " + e.getMessage(), e);
        }
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        if (end == 0) {
            throw new IOException("the key file " + file + " is empty");
        }
        return Arrays.copyOf(bytes, end);
    }
}
