package io.picklewire.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.picklewire.transport.EventLoops;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Sets up accepted connections. */
final class AcceptedPipeline extends ChannelInitializer<Channel> {
    private static final LimitedLog LOG = LimitedLog.of(AcceptedPipeline.class);

    private final EventLoops loops;
    private final LinkSettings settings;
    private final Acceptor acceptor;
    private final ChannelGroup accepted;

    AcceptedPipeline(EventLoops loops, LinkSettings settings, Acceptor acceptor, ChannelGroup accepted) {
        this.loops = loops;
        this.settings = settings;
        this.acceptor = acceptor;
        this.accepted = accepted;
    }

    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    protected void initChannel(Channel channel) {
        accepted.add(channel);
        String peer = nameOf(channel);
        new LinkPipeline(loops, settings, peer, new Accepted(peer))
                .fill(channel, settings.asServer(), Deadline.in(settings.handshakeDeadline()));
    }

    private static String nameOf(Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            return Address.of(remote.getAddress().getHostAddress(), remote.getPort())
                    .toString();
        }
        return "a client of " + channel.parent().attr(Binding.ADDRESS).get();
    }

    private final class Accepted implements OpeningCallback {
        private final String peer;

        Accepted(String peer) {
            this.peer = peer;
        }

        @Override
        public void opened(ChannelLink link) {
            try {
                link.open(acceptor);
            } catch (RuntimeException failed) {
                LOG.failure("the acceptor failed; closed", peer, failed);
            }
        }

        @Override
        public void refused(IOException why) {
            acceptor.refused(peer, why);
        }
    }

    static void log(String peer, IOException refusal) {
        if (refusal instanceof EOFException) {
            LOG.info("closed during the handshake", peer, () -> String.valueOf(refusal.getMessage()));
        } else {
            LOG.warn("refused in the handshake", peer, () -> "refused: " + refusal.getMessage());
        }
    }
}
