package io.picklewire.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import io.picklewire.transport.EventLoops;
import io.picklewire.transport.SocketTransport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One address that is listened on. */
record Binding(Address address, Channel channel, @Nullable UnixSocketFile file) {
    static final AttributeKey<Address> ADDRESS = AttributeKey.valueOf(Binding.class, "address");

    private static final int BACKLOG = 1024;

    /** Binds, or throws a {@link BindException} that names the address and the reason. */
    static Binding bind(ListenerSettings settings, EventLoops loops, AcceptedPipeline pipeline) throws BindException {
        Address address = settings.address();
        try {
            if (address instanceof Address.Unix unix) {
                return bindFile(unix, loops, pipeline, settings.link().socketMode());
            }
            Channel channel = listen(address, address, loops, pipeline);
            return new Binding(bound(address, channel), channel, null);
        } catch (IOException | UnsupportedOperationException failed) {
            throw because(address, failed);
        }
    }

    /** A socket's file has the rights that the umask leaves until they are set, so it is made where nobody comes. */
    private static Binding bindFile(
            Address.Unix address, EventLoops loops, AcceptedPipeline pipeline, Set<PosixFilePermission> mode)
            throws IOException {
        Path path = Path.of(address.path());
        UnixSocketFile.clear(path);
        try (PrivateSocketFolder place = PrivateSocketFolder.beside(path)) {
            Channel channel = listen(address, Address.unix(place.toString()), loops, pipeline);
            try {
                place.publish(path, mode);
                return new Binding(address, channel, UnixSocketFile.bound(path));
            } catch (IOException failed) {
                channel.close().awaitUninterruptibly();
                throw failed;
            }
        }
    }

    /** Listens at {@code place}, which clients know as {@code address}. */
    private static Channel listen(Address address, Address place, EventLoops loops, AcceptedPipeline pipeline)
            throws IOException {
        SocketTransport transport = loops.transport();
        SocketAddress socketAddress = SocketAddresses.of(place, transport);
        if (socketAddress instanceof InetSocketAddress tcp && tcp.isUnresolved()) {
            throw new IOException("unknown host");
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channelFactory(() -> transport.serverChannel(address instanceof Address.Tcp))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .attr(ADDRESS, address)
                .handler(new AcceptPause(address))
                .childHandler(pipeline);
        if (address instanceof Address.Tcp) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
        }
        ChannelFuture bound = bootstrap.bind(socketAddress).awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return bound.channel();
    }

    /** The same address, with the port that was free when 0 was asked for. */
    static Address bound(Address address, Channel channel) {
        return address instanceof Address.Tcp tcp && channel.localAddress() instanceof InetSocketAddress local
                ? Address.of(tcp.host(), local.getPort())
                : address;
    }

    void removeFile() {
        if (file != null) {
            file.remove();
        }
    }

    private static BindException because(Address address, Exception failed) {
        BindException named = new BindException(address + ": " + SocketErrorText.of(failed));
        named.initCause(failed);
        return named;
    }
}
