package io.picklewire.auth;

import static io.picklewire.auth.AuthenticationException.because;

import java.util.Arrays;

/** How one side signs: with which digest, and whether it names that before the HMAC. */
record SigningScheme(Digest digest, boolean isTagged) {
    /** Legacy servers send exactly this many random bytes. */
    static final int LEGACY_NONCE_BYTES = 20;

    /**
     * Reads it off an answer. Bare HMACs are known by their length, which no tagged answer has: 16 bytes
     * from CPython up to 3.11, 32 from vendors who replaced MD5 in theirs.
     */
    static SigningScheme ofAnswer(byte[] answer) throws AuthenticationException {
        if (answer.length == Digest.MD5.size()) {
            return new SigningScheme(Digest.MD5, false);
        }
        if (answer.length == Digest.SHA256.size()) {
            return new SigningScheme(Digest.SHA256, false);
        }
        Digest named = Tag.digest(answer)
                .orElseThrow(() -> because("answer of " + answer.length + " bytes without a digest name; allowed are "
                        + Digest.MD5.size() + " and " + Digest.SHA256.size() + " bytes, or one of "
                        + Digest.allNames() + " in braces"));
        return new SigningScheme(named, true);
    }

    /** What a nonce asks for; a bare one asks for {@code legacy}, the digest bare HMACs are made with. */
    static SigningScheme askedBy(byte[] nonce, Digest legacy) throws AuthenticationException {
        if (nonce.length < LEGACY_NONCE_BYTES) {
            throw because("challenge of " + nonce.length + " bytes; allowed are " + LEGACY_NONCE_BYTES + " and more");
        }
        if (nonce.length == LEGACY_NONCE_BYTES) {
            return new SigningScheme(legacy, false);
        }
        return Tag.digest(nonce).map(named -> new SigningScheme(named, true)).orElse(new SigningScheme(legacy, false));
    }

    /** The HMAC within an answer that is signed like this. */
    byte[] mac(byte[] answer) {
        return isTagged ? Arrays.copyOfRange(answer, digest.prefix().length, answer.length) : answer;
    }

    byte[] sign(AuthKey key, byte[] nonce) throws AuthenticationException {
        byte[] mac = Hmac.of(digest, key, nonce);
        return isTagged ? Challenge.join(digest.prefix(), mac) : mac;
    }

    Dialect dialect() {
        return isTagged ? Dialect.MODERN : Dialect.LEGACY;
    }
}
