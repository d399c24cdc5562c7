package io.picklewire.cli;

import io.picklewire.auth.AuthKey;
import io.picklewire.python.Repr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that give the key: three ways to give one, and one to have none. */
final class KeyOptions {
    private static final String VARIABLE = "PICKLEWIRE_AUTHKEY";
    private static final int RANDOM_BYTES = 16;
    private static final char UNREADABLE = '\ufffd';

    @Option(
            names = "--authkey",
            paramLabel = "KEY",
            description =
                    "The key of the manager, which its clients must have. Other users of this machine can see it in the process list.")
    private @Nullable String key;

    @Option(
            names = "--authkey-file",
            paramLabel = "FILE",
            description = "A file that holds the key; a line end behind it does not count.")
    private @Nullable Path file;

    /** For picocli. */
    KeyOptions() {}

    /**
     * The key that counts.
     *
     * @param key the key
     * @param python a Python expression that gives it
     * @param made its text, where the program made it itself
     * @param warning what the user has to know about it
     */
    record Chosen(AuthKey key, String python, @Nullable String made, @Nullable String warning) {}

    /**
     * The key of somebody else's manager, which has to be known.
     *
     * @throws IOException with a message for the user when it cannot be had
     */
    AuthKey given() throws IOException {
        Chosen chosen = choose();
        if (chosen.made() != null) {
            throw new IOException("no key: give --authkey or --authkey-file, or set " + VARIABLE);
        }
        return chosen.key();
    }

    /** @throws IOException with a message for the user when the key cannot be had */
    Chosen choose() throws IOException {
        String fromEnvironment = System.getenv(VARIABLE);
        if (key != null && file != null) {
            throw new IOException("--authkey and --authkey-file exclude each other");
        }
        if (file != null) {
            String python = "open(" + Repr.of(file.toAbsolutePath().toString()) + ", 'rb').read().rstrip(b'\\r\\n')";
            return new Chosen(AuthKey.of(read(file)), python, null, null);
        }
        if (key != null) {
            return new Chosen(
                    AuthKey.of(usable(key, "--authkey")),
                    Repr.of(key.getBytes(StandardCharsets.UTF_8)),
                    null,
                    "warning: other users can see a key on the command line; prefer --authkey-file or " + VARIABLE);
        }
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            String python = "os.environ['" + VARIABLE + "'].encode()";
            return new Chosen(AuthKey.of(usable(fromEnvironment, VARIABLE)), python, null, null);
        }
        return random();
    }

    private static Chosen random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        return new Chosen(AuthKey.of(made), "b'" + made + "'", made, null);
    }

    /** The JVM decodes arguments and variables with the locale's charset, and puts this character where that fails. */
    private static String usable(String key, String where) throws IOException {
        if (key.isEmpty()) {
            throw new IOException("the key of " + where + " is empty, which everybody knows");
        }
        if (key.indexOf(UNREADABLE) >= 0) {
            throw new IOException(
                    "the key of " + where + " has characters that this locale does not; use --authkey-file");
        }
        return key;
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
