package io.picklewire.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.picklewire.auth.Handshake;
import io.picklewire.wire.FrameDecoder;
import io.picklewire.wire.FrameEncoder;
import java.net.InetSocketAddress;
import java.security.SecureRandom;

/** The handlers of one accepted connection: frames, then the handshake, then in its place the link. */
final class AcceptedPipeline extends ChannelInitializer<Channel> {
    private final Carrier carrier;
    private final LinkSettings settings;
    private final Acceptor acceptor;
    private final ChannelGroup accepted;
    private final SecureRandom random = new SecureRandom();
    private final PeerProcess processes;

    AcceptedPipeline(Carrier carrier, LinkSettings settings, Acceptor acceptor, ChannelGroup accepted) {
        this.carrier = carrier;
        this.settings = settings;
        this.acceptor = acceptor;
        this.accepted = accepted;
        this.processes = new PeerProcess(carrier);
    }

    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    protected void initChannel(Channel channel) {
        accepted.add(channel);
        FrameDecoder decoder = new FrameDecoder(Handshake.LONGEST_MESSAGE);
        Peer peer = new Peer(addressOf(channel), () -> processes.of(channel), channel.eventLoop());
        Handshake handshake = Handshake.server(settings.key(), random, settings.minimumDigest());
        ChannelPipeline pipeline = channel.pipeline();
        if (channel.remoteAddress() instanceof InetSocketAddress) {
            carrier.quickAck().ifPresent(option -> pipeline.addLast(new QuickAck(option, decoder)));
        }
        pipeline.addLast(decoder);
        pipeline.addLast(new FrameEncoder());
        pipeline.addLast(new HandshakeHandler(
                handshake, settings.handshakeDeadline(), peer, ctx -> promote(ctx, decoder, peer)));
    }

    private void promote(ChannelHandlerContext handshake, FrameDecoder decoder, Peer peer) {
        decoder.limit(settings.maxFrameBytes());
        decoder.goOnAfterOversized();
        ChannelLink link = new ChannelLink(handshake.channel(), carrier, peer);
        handshake.pipeline().replace(handshake.handler(), null, link);
        link.open(acceptor);
    }

    private static String addressOf(Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            return Address.of(remote.getAddress().getHostAddress(), remote.getPort())
                    .toString();
        }
        return "a client of " + channel.parent().attr(Binding.ADDRESS).get();
    }
}
