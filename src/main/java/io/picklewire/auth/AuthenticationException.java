package io.picklewire.auth;

import java.io.IOException;
import java.util.Optional;

/**
 * The two ends of a connection do not know the same key, or one of them does not authenticate as CPython does;
 * the text says what was found and what is allowed, and no secret.
 *
 * <p>Source: {@code multiprocessing.AuthenticationError}.
 */
public final class AuthenticationException extends IOException {
    private final String reason;
    private final transient byte[] lastWords;

    /** A failure that the peer is not told of. */
    public AuthenticationException(String reason) {
        this(reason, new byte[0]);
    }

    private AuthenticationException(String reason, byte[] lastWords) {
        super(reason);
        this.reason = reason;
        this.lastWords = lastWords;
    }

    static AuthenticationException because(String reason) {
        return new AuthenticationException(reason);
    }

    /** The same failure, of which the peer is to be told by {@code lastWords} before the close. */
    AuthenticationException saying(byte[] lastWords) {
        AuthenticationException spoken = new AuthenticationException(reason, lastWords.clone());
        spoken.initCause(this);
        return spoken;
    }

    /** What to send before the connection is closed: {@code #FAILURE#} where the peer waits for an answer. */
    public Optional<byte[]> lastWords() {
        return lastWords.length == 0 ? Optional.empty() : Optional.of(lastWords.clone());
    }
}
