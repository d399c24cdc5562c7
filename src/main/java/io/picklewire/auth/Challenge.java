package io.picklewire.auth;

import static io.picklewire.auth.AuthenticationException.because;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What this side asks of the peer: {@code #CHALLENGE#} and a nonce, and how the answer is judged.
 *
 * <p>Legacy peers take the whole nonce, its {@code {digest}} included, as bytes to be signed, so one form
 * serves both dialects. Source: {@code multiprocessing.connection.deliver_challenge}.
 */
final class Challenge {
    private static final int RANDOM_BYTES = 40;

    private final Digest minimum;
    private final byte[] nonce;

    private Challenge(Digest minimum, byte[] nonce) {
        this.minimum = minimum;
        this.nonce = nonce;
    }

    /** Names SHA-256 as CPython does, or {@code minimum} where that is stronger. */
    static Challenge fresh(SecureRandom random, Digest minimum) {
        Digest digest = Digest.SHA256.isAtLeast(minimum) ? Digest.SHA256 : minimum;
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new Challenge(minimum, join(digest.prefix(), bytes));
    }

    /** Whether that is this challenge's nonce. */
    boolean asks(byte[] other) {
        return Arrays.equals(nonce, other);
    }

    byte[] message() {
        return join(Handshake.CHALLENGE, nonce);
    }

    /** Returns how the peer signs, or says what is wrong with its answer. */
    SigningScheme verify(AuthKey key, byte[] answer) throws AuthenticationException {
        SigningScheme signature = signatureOf(answer);
        Digest used = signature.digest();
        byte[] mac = signature.mac(answer);
        if (!MessageDigest.isEqual(Hmac.of(used, key, nonce), mac)) {
            throw because("the answer is not the HMAC of " + used.wireName() + " for this key");
        }
        return signature;
    }

    private SigningScheme signatureOf(byte[] answer) throws AuthenticationException {
        SigningScheme signature = SigningScheme.ofAnswer(answer);
        if (!signature.digest().isAtLeast(minimum)) {
            throw because("the answer is signed with " + signature.digest().wireName() + "; allowed are "
                    + minimum.wireName() + " and stronger");
        }
        return signature;
    }

    static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
