package io.picklewire.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.uring.IoUringTcpInfo;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Linux' io_uring. */
final class IoUringTransport implements NativeTransport {
    private static final Map<ChannelOption<Integer>, Integer> KEEP_ALIVE = NativeTransport.keepAlive(
            IoUringChannelOption.TCP_KEEPIDLE, IoUringChannelOption.TCP_KEEPINTVL, IoUringChannelOption.TCP_KEEPCNT);

    /** Enough for hundreds of busy connections to be served with one system call; measured at 64 and at 512. */
    private static final int RING = 1024;

    private static final int COMPLETIONS = 4 * RING;

    /**
     * Why it cannot be used here; null where it can.
     *
     * @throws NoSuchMethodException when Netty is older than what this asks of it: that of Spring Boot 4.0 is
     */
    static @Nullable Throwable obstacle() throws NoSuchMethodException {
        var unused = IoUringSocketChannel.class.getMethod("tcpInfo");
        return IoUring.unavailabilityCause();
    }

    @Override
    public IoHandlerFactory loops() {
        return IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(RING).setCqSize(COMPLETIONS));
    }

    @Override
    public ServerChannel serverChannel(boolean isTcp) {
        return isTcp ? new IoUringServerSocketChannel() : new IoUringServerDomainSocketChannel();
    }

    @Override
    public Channel channel(boolean isTcp) {
        return isTcp ? new IoUringSocketChannel() : new IoUringDomainSocketChannel();
    }

    @Override
    public Optional<ChannelOption<Boolean>> quickAck() {
        return Optional.of(IoUringChannelOption.TCP_QUICKACK);
    }

    @Override
    public Map<ChannelOption<Integer>, Integer> keepAlive() {
        return KEEP_ALIVE;
    }

    @Override
    public Optional<TcpState> tcpState(Channel channel) {
        if (!(channel instanceof IoUringSocketChannel tcp) || !channel.isActive()) {
            return Optional.empty();
        }
        try {
            IoUringTcpInfo info = tcp.tcpInfo();
            return Optional.of(new TcpState(info.state(), info.unacked()));
        } catch (ChannelException closedMeanwhile) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalInt unixPeerPid(Channel channel) {
        return channel instanceof IoUringDomainSocketChannel unix
                ? NativeTransport.pid(unix, unix::peerCredentials)
                : OptionalInt.empty();
    }

    @Override
    public OptionalInt unixSocket(Channel channel) {
        return channel instanceof IoUringDomainSocketChannel unix
                ? OptionalInt.of(unix.fd().intValue())
                : OptionalInt.empty();
    }
}
