package io.picklewire.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.picklewire.transport.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One attempt to connect: looks the host up, connects and authenticates, all within one time limit. */
final class Connector implements OpeningCallback {
    /**
     * Where Python waits in connect: a Unix socket has no room for one more, as CPython's listeners have for one
     * or two unless told otherwise.
     */
    private static final long FULL_BACKLOG_PAUSE_MILLIS = 5;

    private final Address address;
    private final LinkSettings settings;
    private final EventLoops loops;
    private final Acceptor acceptor;
    private EventLoopGroup group;
    private final Deadline deadline;
    private final CompletableFuture<Link> opened = new CompletableFuture<>();

    Connector(Address address, LinkSettings settings, EventLoops loops, Acceptor acceptor) {
        this.address = address;
        this.settings = settings;
        this.loops = loops;
        this.group = loops.group();
        this.acceptor = acceptor;
        this.deadline = Deadline.in(settings.handshakeDeadline());
    }

    /** It is to be on the event loop of that link. */
    Connector beside(Link link) {
        if (link instanceof ChannelLink own) {
            group = own.eventLoop();
        }
        return this;
    }

    CompletableFuture<Link> start() {
        var unused = HostLookup.of(address, loops.transport(), deadline).whenComplete((to, failure) -> {
            if (failure == null) {
                connect(to);
            } else {
                fail(failure);
            }
        });
        return opened;
    }

    private void connect(SocketAddress to) {
        if (to instanceof InetSocketAddress tcp && tcp.isUnresolved()) {
            fail(new UnknownHostException("unknown host"));
            return;
        }
        if (group.isShuttingDown()) {
            fail(new IOException("the event loop ends"));
            return;
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channelFactory(() -> loops.transport().channel(address instanceof Address.Tcp))
                .attr(Binding.ADDRESS, address)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, deadline.millisLeft())
                .disableResolver()
                .handler(new Initializer());
        if (address instanceof Address.Tcp) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
        }
        bootstrap.connect(to).addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) {
                failed(done.cause(), to);
            }
        });
    }

    private void failed(Throwable why, SocketAddress to) {
        if (!SocketErrorText.isFullBacklog(why)) {
            fail(why);
        } else if (deadline.nanosLeft() > 0) {
            var unused = loops.group().schedule(() -> connect(to), FULL_BACKLOG_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            fail(new TimeoutException());
        }
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            new LinkPipeline(loops, settings, address.toString(), Connector.this)
                    .fill(channel, settings.asClient(), deadline);
        }
    }

    @Override
    public void opened(ChannelLink link) {
        try {
            link.open(acceptor);
            opened.complete(link);
        } catch (RuntimeException failed) {
            opened.completeExceptionally(failed);
        }
    }

    @Override
    public void refused(IOException why) {
        opened.completeExceptionally(new ConnectFailure(address, deadline).inHandshake(why));
    }

    private void fail(Throwable why) {
        opened.completeExceptionally(new ConnectFailure(address, deadline).connecting(why));
    }
}
