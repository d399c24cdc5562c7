package io.picklewire.cli;

import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.ManagerBuilder;
import io.picklewire.connection.Address;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which manager is meant, and how long it may take to answer. */
final class ManagerOptions {
    private static final double NANOS = 1e9;
    private static final int LONGEST_TIMEOUT = 86_400 * 365;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1:50000",
            description = {
                "Where the manager listens, Python's own or this program's: HOST:PORT, unix:/PATH or unix:@NAME.",
                "Default: ${DEFAULT-VALUE}"
            })
    private String address = "";

    @Mixin
    private KeyOptions key = new KeyOptions();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long connecting, and then the call, may take at most. Without it connecting may take 10"
                    + " seconds, and a call as long as its method does.")
    private @Nullable Double timeout;

    /** For picocli. */
    ManagerOptions() {}

    /**
     * Connects.
     *
     * @throws IOException with a message for the user when the key cannot be had, or the manager
     * @throws IllegalArgumentException when the options make no sense
     */
    Manager connect() throws IOException {
        Address where = Address.parse(address);
        ManagerBuilder builder = Manager.to(where).reconnectFor(Duration.ZERO);
        if (timeout != null) {
            Duration limit = duration(timeout);
            builder.connectTimeout(limit).callTimeout(limit);
        }
        return builder.authkey(key.given()).connect();
    }

    /**
     * The key.
     *
     * @throws IOException with a message for the user when it cannot be had
     */
    AuthKey key() throws IOException {
        return key.given();
    }

    /** Where the manager is, as it was given. */
    String address() {
        return address;
    }

    private static Duration duration(double seconds) {
        if (seconds > 0 && seconds <= LONGEST_TIMEOUT) {
            return Duration.ofNanos(Math.max(1, (long) (seconds * NANOS)));
        }
        throw new IllegalArgumentException(
                "--timeout " + seconds + ": must be a number of seconds above 0, up to " + LONGEST_TIMEOUT);
    }
}
