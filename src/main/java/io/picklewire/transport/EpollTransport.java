package io.picklewire.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Linux' epoll. */
final class EpollTransport implements SocketTransport {
    /** A peer whose machine is gone is noticed after two minutes. */
    private static final Map<ChannelOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            EpollChannelOption.TCP_KEEPIDLE,
            60,
            EpollChannelOption.TCP_KEEPINTVL,
            10,
            EpollChannelOption.TCP_KEEPCNT,
            6);

    /** Why it cannot be used here; null where it can. */
    static @Nullable Throwable obstacle() {
        return Epoll.unavailabilityCause();
    }

    @Override
    public IoHandlerFactory loops() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public ServerChannel serverChannel(boolean isTcp) {
        return isTcp ? new EpollServerSocketChannel() : new EpollServerDomainSocketChannel();
    }

    @Override
    public Channel channel(boolean isTcp) {
        return isTcp ? new EpollSocketChannel() : new EpollDomainSocketChannel();
    }

    @Override
    public SocketAddress unixAddress(String path) {
        return new DomainSocketAddress(path);
    }

    @Override
    public Optional<SocketAddress> abstractAddress(String name) {
        return Optional.of(NativeSockets.abstractAddress(name));
    }

    @Override
    public Optional<ChannelOption<Boolean>> quickAck() {
        return Optional.of(EpollChannelOption.TCP_QUICKACK);
    }

    @Override
    public Map<ChannelOption<Integer>, Integer> keepAlive() {
        return KEEP_ALIVE;
    }

    @Override
    public Optional<TcpState> tcpState(Channel channel) {
        if (!(channel instanceof EpollSocketChannel tcp) || !channel.isActive()) {
            return Optional.empty();
        }
        try {
            EpollTcpInfo info = tcp.tcpInfo();
            return Optional.of(new TcpState(info.state(), info.unacked()));
        } catch (ChannelException closedMeanwhile) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalInt unixPeerPid(Channel channel) {
        return channel instanceof EpollDomainSocketChannel unix
                ? NativeSockets.pid(unix, unix::peerCredentials)
                : OptionalInt.empty();
    }

    @Override
    public OptionalInt unixSocket(Channel channel) {
        return channel instanceof EpollDomainSocketChannel unix
                ? OptionalInt.of(unix.fd().intValue())
                : OptionalInt.empty();
    }
}
