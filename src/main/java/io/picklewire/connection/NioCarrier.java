package io.picklewire.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** The JDK's own sockets. */
final class NioCarrier implements Carrier {
    @Override
    public IoHandlerFactory loops() {
        return NioIoHandler.newFactory();
    }

    @Override
    public ServerChannel serverChannel(Address address) {
        return address instanceof Address.Tcp ? new NioServerSocketChannel() : new NioServerDomainSocketChannel();
    }

    @Override
    public Channel channel(Address address) {
        return address instanceof Address.Tcp ? new NioSocketChannel() : new NioDomainSocketChannel();
    }

    @Override
    public SocketAddress socketAddress(Address address) {
        if (address instanceof Address.Unix unix) {
            return UnixDomainSocketAddress.of(unix.path());
        }
        if (address instanceof Address.Tcp tcp) {
            return tcp(tcp);
        }
        throw new UnsupportedOperationException(
                address + " is in Linux' abstract namespace, which needs the transport epoll or io_uring, not NIO");
    }

    static InetSocketAddress tcp(Address.Tcp tcp) {
        return new InetSocketAddress(tcp.host(), tcp.port());
    }

    @Override
    public Optional<ChannelOption<Boolean>> quickAck() {
        return Optional.empty();
    }

    @Override
    public Optional<TcpState> tcpState(Channel channel) {
        return Optional.empty();
    }

    @Override
    public OptionalInt unixPeerPid(Channel channel) {
        return OptionalInt.empty();
    }
}
