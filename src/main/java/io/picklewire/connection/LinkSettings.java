package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import java.time.Duration;

/** What holds for every connection of one listener: who may come in, and how much each may send. */
record LinkSettings(AuthKey key, Digest minimumDigest, Duration handshakeDeadline, long maxFrameBytes) {}
