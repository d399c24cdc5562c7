package io.picklewire.server;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Acceptor;
import io.picklewire.connection.Address;
import io.picklewire.connection.Listeners;
import io.picklewire.connection.ListenersBuilder;
import io.picklewire.connection.Transport;
import java.time.Duration;
import java.util.List;

/**
 * What a server is told besides what it shares.
 *
 * @param addresses where it listens
 * @param linger how long an object without references stays
 * @param maxFrameBytes the largest message
 * @param handshakeDeadline how long a client may take to prove that it has the key
 * @param transport how the operating system is asked for input and output
 */
record ServerSettings(
        List<Address> addresses, Duration linger, long maxFrameBytes, Duration handshakeDeadline, Transport transport) {
    ListenersBuilder listeners(AuthKey authkey, Acceptor acceptor) {
        ListenersBuilder builder = Listeners.authenticatedBy(authkey, acceptor)
                .maxFrameBytes(maxFrameBytes)
                .handshakeDeadline(handshakeDeadline)
                .transport(transport);
        addresses.forEach(builder::address);
        return builder;
    }
}
