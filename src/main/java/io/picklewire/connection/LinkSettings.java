package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import io.picklewire.auth.Handshake;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every connection of one listener or client: who may be at the other end, without a key
 * anybody, how long it may take to say so, and how much it may send.
 */
record LinkSettings(@Nullable AuthKey key, Digest minimumDigest, Duration handshakeDeadline, long maxFrameBytes) {
    private static final long ONE_GIB = 1L << 30;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** MD5, which CPython up to 3.11 needs, 10 seconds and 1 GiB. */
    static LinkSettings of(@Nullable AuthKey key) {
        return new LinkSettings(key, Digest.MD5, Duration.ofSeconds(10), ONE_GIB);
    }

    LinkSettings {
        if (handshakeDeadline.isNegative() || handshakeDeadline.isZero()) {
            throw new IllegalArgumentException("time limit " + handshakeDeadline + "; allowed is more than zero");
        }
        if (maxFrameBytes < 1) {
            throw new IllegalArgumentException("maximum frame " + maxFrameBytes + "; allowed is 1 and more");
        }
    }

    LinkSettings with(@Nullable AuthKey other) {
        return new LinkSettings(other, minimumDigest, handshakeDeadline, maxFrameBytes);
    }

    LinkSettings with(Digest minimum) {
        return new LinkSettings(key, minimum, handshakeDeadline, maxFrameBytes);
    }

    LinkSettings with(Duration deadline) {
        return new LinkSettings(key, minimumDigest, deadline, maxFrameBytes);
    }

    LinkSettings with(long frameBytes) {
        return new LinkSettings(key, minimumDigest, handshakeDeadline, frameBytes);
    }

    /** The side that accepts; empty without a key. */
    Optional<Handshake> asServer() {
        return Optional.ofNullable(key).map(known -> Handshake.server(known, RANDOM, minimumDigest));
    }

    /** The side that connects; empty without a key. */
    Optional<Handshake> asClient() {
        return Optional.ofNullable(key).map(known -> Handshake.client(known, RANDOM, minimumDigest));
    }
}
