package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import io.picklewire.auth.Handshake;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every connection of one listener or client: who may be at the other end, without a key
 * anybody, how long it may take to say so, and how much it may send; and who may use the socket's file, where one is.
 */
record LinkSettings(
        @Nullable AuthKey key,
        Digest minimumDigest,
        Duration handshakeDeadline,
        long maxFrameBytes,
        Set<PosixFilePermission> socketMode) {
    private static final long ONE_GIB = 1L << 30;
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** MD5, which CPython up to 3.11 needs, 10 seconds, 1 GiB, and sockets for their owner alone. */
    static LinkSettings of(@Nullable AuthKey key) {
        return new LinkSettings(key, Digest.MD5, Duration.ofSeconds(10), ONE_GIB, OWNER);
    }

    LinkSettings {
        if (handshakeDeadline.isNegative() || handshakeDeadline.isZero()) {
            throw new IllegalArgumentException("time limit " + handshakeDeadline + "; allowed is more than zero");
        }
        socketMode = Set.copyOf(socketMode);
        if (maxFrameBytes < 1) {
            throw new IllegalArgumentException("maximum frame " + maxFrameBytes + "; allowed is 1 and more");
        }
    }

    LinkSettings with(@Nullable AuthKey other) {
        return new LinkSettings(other, minimumDigest, handshakeDeadline, maxFrameBytes, socketMode);
    }

    LinkSettings with(Digest minimum) {
        return new LinkSettings(key, minimum, handshakeDeadline, maxFrameBytes, socketMode);
    }

    LinkSettings with(Duration deadline) {
        return new LinkSettings(key, minimumDigest, deadline, maxFrameBytes, socketMode);
    }

    LinkSettings with(long frameBytes) {
        return new LinkSettings(key, minimumDigest, handshakeDeadline, frameBytes, socketMode);
    }

    LinkSettings with(Set<PosixFilePermission> mode) {
        return new LinkSettings(key, minimumDigest, handshakeDeadline, maxFrameBytes, mode);
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
