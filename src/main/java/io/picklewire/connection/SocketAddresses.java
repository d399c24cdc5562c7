package io.picklewire.connection;

import io.picklewire.transport.SocketTransport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses as sockets take them. Any thread. */
final class SocketAddresses {
    private SocketAddresses() {}

    /**
     * The address for a socket; a host that nobody knows comes back unresolved.
     *
     * @throws UnsupportedOperationException when the transport has no sockets for it
     */
    static SocketAddress of(Address address, SocketTransport transport) {
        if (address instanceof Address.Tcp tcp) {
            return new InetSocketAddress(tcp.host(), tcp.port());
        }
        if (address instanceof Address.Unix unix) {
            return transport.unixAddress(unix.path());
        }
        return transport
                .abstractAddress(((Address.Abstract) address).name())
                .orElseThrow(() -> new UnsupportedOperationException(address
                        + " is in Linux' abstract namespace, which needs the transport epoll or io_uring, not NIO"));
    }
}
