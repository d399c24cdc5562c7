package io.picklewire.connection;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the process at the other end of an open connection: of a Unix socket by SO_PEERCRED, of a TCP
 * connection within this machine by Linux' /proc. Any thread; the lookups of one listener take turns.
 */
final class PeerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(PeerProcess.class);

    private final Carrier carrier;
    private final SocketTable table = new SocketTable();
    private final SocketOwners owners = new SocketOwners();

    PeerProcess(Carrier carrier) {
        this.carrier = carrier;
    }

    /** Empty when it cannot be known: another host, another system, a hidden pid namespace, a closed channel. */
    Optional<ProcessId> of(Channel channel) {
        OptionalInt pid = carrier.unixPeerPid(channel);
        if (pid.isPresent()) {
            return ProcessId.of(pid.getAsInt());
        }
        if (channel.remoteAddress() instanceof InetSocketAddress remote
                && channel.localAddress() instanceof InetSocketAddress local
                && isSameHost(remote, local)) {
            return search(remote, local);
        }
        return Optional.empty();
    }

    private static boolean isSameHost(InetSocketAddress remote, InetSocketAddress local) {
        return remote.getAddress().isLoopbackAddress() || remote.getAddress().equals(local.getAddress());
    }

    /** The peer's row is the mirror of ours: its local address is our remote one. */
    private synchronized Optional<ProcessId> search(InetSocketAddress remote, InetSocketAddress local) {
        try {
            long inode = table.inode(remote, local);
            long pid = inode == SocketTable.NO_INODE ? SocketOwners.NOBODY : owners.pid(inode);
            return pid == SocketOwners.NOBODY ? Optional.empty() : ProcessId.of(pid);
        } catch (IOException noTable) {
            LOG.debug("the process of {} cannot be found", remote, noTable);
            return Optional.empty();
        }
    }
}
