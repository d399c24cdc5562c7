package io.picklewire.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The HMAC digests CPython's handshake knows, under the names it gives them on the wire.
 *
 * <p>Source: {@code multiprocessing.connection._ALLOWED_DIGESTS}.
 */
public enum Digest {
    /** All that CPython up to 3.11 speaks. */
    MD5("md5", "HmacMD5", 16),
    /** What CPython from 3.12 on asks for. */
    SHA256("sha256", "HmacSHA256", 32),
    /** SHA-2 with 384 bits. */
    SHA384("sha384", "HmacSHA384", 48),
    /** SHA-3 with 256 bits. */
    SHA3_256("sha3_256", "HmacSHA3-256", 32),
    /** SHA-3 with 384 bits. */
    SHA3_384("sha3_384", "HmacSHA3-384", 48);

    private final String wireName;
    private final String algorithm;
    private final int size;

    Digest(String wireName, String algorithm, int size) {
        this.wireName = wireName;
        this.algorithm = algorithm;
        this.size = size;
    }

    /** The digest of a wire name such as {@code sha3_256}. */
    public static Optional<Digest> named(String wireName) {
        return Arrays.stream(values())
                .filter(digest -> digest.wireName.equals(wireName))
                .findFirst();
    }

    /** All wire names, for messages that say what is allowed. */
    static String allNames() {
        return Arrays.stream(values()).map(Digest::wireName).collect(Collectors.joining(", "));
    }

    /** The name between the braces on the wire. */
    public String wireName() {
        return wireName;
    }

    /** Whether this is as strong as {@code minimum}; SHA-2 and SHA-3 of one size count as equals. */
    public boolean isAtLeast(Digest minimum) {
        return size >= minimum.size;
    }

    String algorithm() {
        return algorithm;
    }

    int size() {
        return size;
    }

    byte[] prefix() {
        return ("{" + wireName + "}").getBytes(StandardCharsets.US_ASCII);
    }
}
