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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Linux' epoll. */
final class EpollTransport implements NativeTransport {
    private static final Map<ChannelOption<Integer>, Integer> KEEP_ALIVE = NativeTransport.keepAlive(
            EpollChannelOption.TCP_KEEPIDLE, EpollChannelOption.TCP_KEEPINTVL, EpollChannelOption.TCP_KEEPCNT);

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
                ? NativeTransport.pid(unix, unix::peerCredentials)
                : OptionalInt.empty();
    }

    @Override
    public OptionalInt unixSocket(Channel channel) {
        return channel instanceof EpollDomainSocketChannel unix
                ? OptionalInt.of(unix.fd().intValue())
                : OptionalInt.empty();
    }
}
