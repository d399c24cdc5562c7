package io.picklewire.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret both ends of a connection share: CPython's {@code authkey}. It never prints.
 *
 * <p>Immutable; any thread.
 */
public final class AuthKey {
    /** HMAC pads keys with zeros, so one zero is the same key as none; the JDK refuses an empty one. */
    private static final byte[] EMPTY_AS_HMAC_SEES_IT = {0};

    private static final int RANDOM_BYTES = 32;

    private final byte[] secret;

    private AuthKey(byte[] secret) {
        this.secret = secret;
    }

    /** The UTF-8 bytes of {@code text}: {@code AuthKey.of("abc")} is Python's {@code b"abc"}. */
    public static AuthKey of(String text) {
        return new AuthKey(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of {@code bytes}; empty is allowed, as in CPython, and protects nothing. */
    public static AuthKey of(byte[] bytes) {
        return new AuthKey(bytes.clone());
    }

    /** A new key of 32 random bytes, as CPython makes one for each program. */
    public static AuthKey random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new AuthKey(bytes);
    }

    /** A copy of its bytes, for another process that is to have the same key. They are secret: nobody may print them. */
    public byte[] toBytes() {
        return secret.clone();
    }

    /** Whether the key has no bytes at all, which is a key everybody knows. */
    public boolean isEmpty() {
        return secret.length == 0;
    }

    SecretKeySpec forAlgorithm(String algorithm) {
        return new SecretKeySpec(isEmpty() ? EMPTY_AS_HMAC_SEES_IT : secret, algorithm);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthKey key && MessageDigest.isEqual(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "AuthKey[" + secret.length + " bytes]";
    }
}
