package io.picklewire.server;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Makes idents: lower-case hexadecimal as CPython's are, never one twice, and in all likelihood never one that
 * an earlier server gave. Any thread.
 */
final class IdentSource {
    private static final int SERVER_BYTES = 4;

    private final String server;
    private long last;

    IdentSource() {
        byte[] random = new byte[SERVER_BYTES];
        new SecureRandom().nextBytes(random);
        this.server = HexFormat.of().formatHex(random);
    }

    synchronized String next() {
        return server + "%04x".formatted(++last);
    }
}
