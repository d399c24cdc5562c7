package io.picklewire.auth;

/** The two ways CPython answers a challenge. */
public enum Dialect {
    /** CPython up to 3.11: the bare HMAC of a nonce of 20 bytes, MD5 unless its vendor changed that. */
    LEGACY,
    /** CPython 3.12 and later: the digest is named in braces, in the nonce and before the HMAC. */
    MODERN
}
