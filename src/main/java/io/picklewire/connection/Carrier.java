package io.picklewire.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a {@link Transport} can do, in Netty's words. Any thread. */
interface Carrier {
    IoHandlerFactory loops();

    ServerChannel serverChannel(Address address);

    /** A socket that is to connect to {@code address}. */
    Channel channel(Address address);

    /** Refuses addresses this transport has no sockets for. */
    SocketAddress socketAddress(Address address);

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

    static Carrier of(Transport transport) {
        return switch (transport) {
            case AUTO -> of(Transport.automatic());
            case IO_URING -> NativeTransport.IO_URING.carrier();
            case EPOLL -> NativeTransport.EPOLL.carrier();
            case NIO -> new NioCarrier();
        };
    }
}
