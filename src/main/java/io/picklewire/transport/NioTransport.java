package io.picklewire.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** The JDK's own sockets. */
final class NioTransport implements SocketTransport {
    @Override
    public IoHandlerFactory loops() {
        return NioIoHandler.newFactory();
    }

    @Override
    public ServerChannel serverChannel(boolean isTcp) {
        return isTcp ? new NioServerSocketChannel() : new NioServerDomainSocketChannel();
    }

    @Override
    public Channel channel(boolean isTcp) {
        return isTcp ? new NioSocketChannel() : new NioDomainSocketChannel();
    }

    @Override
    public SocketAddress unixAddress(String path) {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public Optional<SocketAddress> abstractAddress(String name) {
        return Optional.empty();
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
