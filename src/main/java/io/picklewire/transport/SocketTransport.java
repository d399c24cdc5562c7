package io.picklewire.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a {@link Transport} can do, in Netty's words. Any thread. */
public interface SocketTransport {
    /** What event loops of this transport do their input and output with. */
    IoHandlerFactory loops();

    /** A socket that listens: of TCP, or a Unix socket. */
    ServerChannel serverChannel(boolean isTcp);

    /** A socket that connects: of TCP, or a Unix socket. */
    Channel channel(boolean isTcp);

    /** The address of a Unix socket that is a file. */
    SocketAddress unixAddress(String path);

    /** The address of a Unix socket in Linux' abstract namespace; empty where this transport has no such sockets. */
    Optional<SocketAddress> abstractAddress(String name);

    /** The option that makes the kernel acknowledge at once, where there is one. */
    Optional<ChannelOption<Boolean>> quickAck();

    /**
     * The options that say how soon a peer which is silent is asked for a sign of life, how often, and after how many
     * questions without an answer the connection ends; empty where the system's own settings hold.
     */
    default Map<ChannelOption<Integer>, Integer> keepAlive() {
        return Map.of();
    }

    /** What the kernel knows of a TCP connection, where it can be asked. */
    Optional<TcpState> tcpState(Channel channel);

    /** The process at the other end of a Unix socket, where the kernel tells. */
    OptionalInt unixPeerPid(Channel channel);

    /** The file descriptor of a Unix socket, where there is one to be had. */
    default OptionalInt unixSocket(Channel channel) {
        return OptionalInt.empty();
    }

    /**
     * The sockets of a transport.
     *
     * @throws UnsupportedOperationException when it does not exist here
     */
    static SocketTransport of(Transport transport) {
        return switch (transport) {
            case AUTO -> of(Transport.automatic());
            case IO_URING -> OptionalTransport.IO_URING.sockets();
            case EPOLL -> OptionalTransport.EPOLL.sockets();
            case NIO -> new NioTransport();
        };
    }

    /** A look at the kernel's side of a TCP connection; {@code state} is as in {@code netinet/tcp.h}. Immutable; any thread. */
    record TcpState(int state, long unacknowledged) {
        private static final int ESTABLISHED = 1;

        /** Whether neither end has closed it. */
        public boolean isEstablished() {
            return state == ESTABLISHED;
        }

        /** Whether the peer's kernel has all that was written. */
        public boolean isAllAcknowledged() {
            return unacknowledged == 0;
        }
    }
}
