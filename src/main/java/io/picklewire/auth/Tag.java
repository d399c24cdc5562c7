package io.picklewire.auth;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The digest's name before a nonce or an HMAC: {@code {sha256}}, or nothing. Source:
 * {@code multiprocessing.connection._get_digest_name_and_payload}.
 */
final class Tag {
    private static final int LONGEST_NAME = 16;

    private Tag() {}

    /** The digest named, or empty where none is; refuses a name that is none of CPython's. */
    static Optional<Digest> digest(byte[] message) throws AuthenticationException {
        int end = endOfName(message);
        if (end < 0) {
            return Optional.empty();
        }
        String name = new String(message, 1, end - 1, StandardCharsets.US_ASCII);
        Optional<Digest> digest = Digest.named(name);
        if (digest.isEmpty()) {
            throw AuthenticationException.because("digest " + name + " is unknown; allowed are " + Digest.allNames());
        }
        return digest;
    }

    /** Where the closing brace is, or -1: random bytes may begin with a brace, but not with a whole name. */
    private static int endOfName(byte[] message) {
        if (message.length == 0 || message[0] != '{') {
            return -1;
        }
        int end = 1;
        while (end < message.length && end <= LONGEST_NAME && isNameByte(message[end])) {
            end++;
        }
        return end > 1 && end < message.length && message[end] == '}' ? end : -1;
    }

    private static boolean isNameByte(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '_';
    }
}
