package io.picklewire.auth;

import java.util.Optional;

/**
 * The peer could not be authenticated; the text says what was found and what is allowed, and no secret.
 *
 * <p>Source: {@code multiprocessing.AuthenticationError}.
 */
public final class AuthenticationException extends Exception {
    private final String reason;
    private final transient byte[] lastWords;

    private AuthenticationException(String reason, byte[] lastWords) {
        super(reason);
        this.reason = reason;
        this.lastWords = lastWords;
    }

    static AuthenticationException because(String reason) {
        return new AuthenticationException(reason, new byte[0]);
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
