package io.picklewire.connection;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where a server listens, in one notation: {@code 127.0.0.1:50000}, {@code [::1]:50000},
 * {@code unix:/run/x.sock}, or {@code unix:@name} for Linux' abstract namespace.
 *
 * <p>Immutable; any thread. Source: {@code multiprocessing.connection.address_type}, where a tuple is TCP,
 * a string a Unix socket, and one that begins with a zero byte an abstract one.
 */
public sealed interface Address {
    /** What {@code sun_path} holds on Linux, without its ending zero; the smallest of all systems has 103. */
    int LONGEST_PATH_BYTES = 107;

    /** TCP; port 0 asks for a free one. */
    record Tcp(String host, int port) implements Address {
        private static final int HIGHEST_PORT = 65_535;

        /** Refuses a host without characters and ports outside 0 to 65535. */
        public Tcp {
            if (host.isEmpty()) {
                throw new IllegalArgumentException(
                        "the host is missing; allowed are a name or an IP address, 0.0.0.0 for all interfaces");
            }
            if (port < 0 || port > HIGHEST_PORT) {
                throw new IllegalArgumentException("port " + port + " is not one; allowed are 0 to " + HIGHEST_PORT);
            }
        }

        @Override
        public String toString() {
            return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
        }
    }

    /** A Unix socket that is a file. */
    record Unix(String path) implements Address {
        /** Refuses an empty path, one with a zero byte, and one too long for a socket. */
        public Unix {
            requireFits("path", path);
        }

        @Override
        public String toString() {
            return AddressNotation.UNIX + path;
        }
    }

    /** A Unix socket in Linux' abstract namespace, which is no file: Python's {@code "\0name"}. */
    record Abstract(String name) implements Address {
        /** Refuses an empty name, one with a zero byte, and one too long for a socket. */
        public Abstract {
            requireFits("name", name);
        }

        @Override
        public String toString() {
            return AddressNotation.UNIX + "@" + name;
        }
    }

    /**
     * Reads the notation that {@code toString} gives.
     *
     * @throws IllegalArgumentException saying what was found and what is allowed
     */
    static Address parse(String text) {
        return AddressNotation.parse(text);
    }

    /** TCP; a literal IPv6 address comes without brackets. */
    static Address of(String host, int port) {
        return new Tcp(host, port);
    }

    /** A Unix socket at {@code path}; as in Python, a first zero byte means the abstract namespace. */
    static Address unix(String path) {
        Objects.requireNonNull(path, "path");
        return path.startsWith("\0") ? new Abstract(path.substring(1)) : new Unix(path);
    }

    private static void requireFits(String what, String text) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size == 0 || size > LONGEST_PATH_BYTES) {
            throw new IllegalArgumentException(
                    "unix socket " + what + " of " + size + " bytes; allowed are 1 to " + LONGEST_PATH_BYTES);
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("unix socket " + what + " with a zero byte in it; none is allowed");
        }
    }
}
