package io.picklewire.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.picklewire.auth.Dialect;
import io.picklewire.auth.Handshake;
import io.picklewire.process.ProcessFinder;
import io.picklewire.process.ProcessId;
import io.picklewire.transport.EventLoops;
import io.picklewire.wire.FrameDecoder;
import io.picklewire.wire.FrameEncoder;
import io.picklewire.wire.FrameReads;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The handlers of one connection, on either side: frames, then the handshake, then in its place the link. */
final class LinkPipeline {
    private final EventLoops loops;
    private final LinkSettings settings;
    private final String peer;
    private final OpeningCallback admission;
    private final FrameDecoder decoder = new FrameDecoder(Handshake.LONGEST_MESSAGE);

    /** Takes the name that {@code peer} is to have in messages. */
    LinkPipeline(EventLoops loops, LinkSettings settings, String peer, OpeningCallback admission) {
        this.loops = loops;
        this.settings = settings;
        this.peer = peer;
        this.admission = admission;
    }

    /** Fills the pipeline of a channel that is not active yet; without a handshake it is opened as it is. */
    void fill(Channel channel, Optional<Handshake> handshake, Deadline deadline) {
        channel.config().setRecvByteBufAllocator(new FrameReads(decoder));
        ChannelPipeline pipeline = channel.pipeline();
        if (channel instanceof SocketChannel) {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            loops.transport().keepAlive().forEach((option, value) -> channel.config()
                    .setOption(option, value));
            loops.transport().quickAck().ifPresent(option -> pipeline.addLast(new QuickAck(option, decoder)));
        }
        // What encrypts comes here, before the frames, where the settings of the listener or the client ask for it.
        pipeline.addLast(decoder);
        pipeline.addLast(new FrameEncoder());
        if (handshake.isPresent()) {
            Handshake steps = handshake.get();
            pipeline.addLast(
                    new HandshakeHandler(steps, deadline, ctx -> promote(ctx, steps.dialect()), admission::refused));
        } else {
            pipeline.addLast(new Unasked());
        }
    }

    /** Stands in for a handshake where there is none. */
    private final class Unasked extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            promote(ctx, null);
        }
    }

    private CompletableFuture<Optional<ProcessId>> processOf(Channel channel) {
        OptionalInt pid = loops.transport().unixPeerPid(channel);
        if (pid.isPresent()) {
            return CompletableFuture.completedFuture(ProcessFinder.shared().withPid(pid.getAsInt()));
        }
        return channel.remoteAddress() instanceof InetSocketAddress remote
                        && channel.localAddress() instanceof InetSocketAddress local
                ? ProcessFinder.shared().ofTcp(remote, local)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /** Puts the link in the place of the handler whose context this is. */
    private void promote(ChannelHandlerContext ctx, @Nullable Dialect dialect) {
        Channel channel = ctx.channel();
        decoder.limit(settings.maxFrameBytes());
        decoder.goOnAfterOversized();
        Peer named = new Peer(peer, Optional.ofNullable(dialect), () -> processOf(channel), channel.eventLoop());
        ChannelLink link = new ChannelLink(channel, loops.transport(), named);
        ctx.pipeline().replace(ctx.handler(), null, link);
        admission.opened(link);
    }
}
