package io.picklewire.server;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import io.picklewire.connection.Acceptor;
import io.picklewire.connection.Address;
import io.picklewire.connection.Listeners;
import io.picklewire.connection.ListenersBuilder;
import io.picklewire.shared.EventLog;
import io.picklewire.shared.ObjectLimits;
import io.picklewire.transport.Transport;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a server is told besides what it shares.
 *
 * @param addresses where it listens
 * @param linger how long an object without references stays
 * @param limits how many objects there may be
 * @param log is told of every event
 * @param listener is told what happens
 * @param maxFrameBytes the largest message
 * @param handshakeDeadline how long a client may take to prove that it has the key
 * @param minimumDigest the weakest digest that it may prove it with
 * @param socketMode who may use a Unix socket's file
 * @param transport how the operating system is asked for input and output
 * @param eventLoops how many threads do input and output
 */
record ServerSettings(
        List<Address> addresses,
        Duration linger,
        ObjectLimits limits,
        EventLog log,
        ServerListener listener,
        long maxFrameBytes,
        Duration handshakeDeadline,
        Digest minimumDigest,
        Set<PosixFilePermission> socketMode,
        Transport transport,
        int eventLoops) {
    ListenersBuilder listeners(AuthKey authkey, Acceptor acceptor) {
        ListenersBuilder builder = Listeners.authenticatedBy(authkey, acceptor)
                .maxFrameBytes(maxFrameBytes)
                .handshakeDeadline(handshakeDeadline)
                .minimumDigest(minimumDigest)
                .socketMode(socketMode)
                .transport(transport)
                .eventLoops(eventLoops);
        addresses.forEach(builder::address);
        return builder;
    }
}
