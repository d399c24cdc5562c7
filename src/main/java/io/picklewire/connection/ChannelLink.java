package io.picklewire.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.picklewire.process.ProcessFinder;
import io.picklewire.process.UnreadBytes;
import io.picklewire.transport.SocketTransport;
import io.picklewire.wire.FrameException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The last handler of an authenticated channel: hands messages to the upper floor, and is its {@link Link}. */
final class ChannelLink extends ChannelInboundHandlerAdapter implements Link {
    private static final LimitedLog LOG = LimitedLog.of(ChannelLink.class);

    private final Channel channel;
    private final SocketTransport transport;
    private final Peer peer;
    private @Nullable LinkHandler handler;
    private final ReadSwitch reading;
    /** Messages that came while answers were not read. */
    private final Deque<Runnable> early = new ArrayDeque<>(0);

    private boolean isFinishing;
    private long reads;
    private boolean takesTurns;
    private @Nullable QuickAck quickAck;

    ChannelLink(Channel channel, SocketTransport transport, Peer peer) {
        this.channel = channel;
        this.reading = new ReadSwitch(channel);
        this.transport = transport;
        this.peer = peer;
    }

    Channel channel() {
        return channel;
    }

    /** A message that cannot be sent no longer closes the link, so that what has come is still read. */
    void outlastFailedSends() {
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
    }

    /** Asks the upper floor for its handler, once this is in the pipeline; what that throws closes the link. */
    void open(Acceptor acceptor) {
        try {
            handler = acceptor.connected(this);
        } catch (RuntimeException failed) {
            var unused = channel.close();
            throw failed;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        LinkHandler current = handler;
        if (current != null && message instanceof byte[] body) {
            handle(() -> current.received(body));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reads++;
        ctx.fireChannelReadComplete();
    }

    @Override
    public long reads() {
        return reads;
    }

    /** What was read together with a message whose answer nobody reads waits: its own answer would wait too. */
    private void handle(Runnable arrival) {
        if (takesTurns && (!early.isEmpty() || !channel.isWritable())) {
            early.add(arrival);
        } else {
            arrival.run();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        LinkHandler current = handler;
        if (event instanceof FrameException refusal && current != null) {
            LOG.warn("a message that is too long", peer, () -> refusal.getMessage() + "; skipped");
            String reason = String.valueOf(refusal.getMessage());
            handle(() -> {
                if (refusal.isOutOfMemory()) {
                    current.outOfMemory(reason);
                } else {
                    current.refused(reason);
                }
            });
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Answers that are not read would pile up here as long as there were questions. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (takesTurns) {
            while (channel.isWritable() && handler != null && !early.isEmpty()) {
                early.remove().run();
            }
            reading.holdBack(!channel.isWritable());
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        LinkHandler last = handler;
        handler = null;
        early.clear();
        if (last != null) {
            last.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof FrameException || cause instanceof EOFException) {
            LOG.warn("a broken message", peer, () -> cause.getMessage() + "; closed");
        } else if (cause instanceof IOException) {
            LOG.debug(peer, cause);
        } else {
            LOG.failure("handling a message failed; closed", peer, cause);
        }
        if (handler != null) {
            handler.broken(SocketErrorText.asIo(cause));
        }
        var unused = ctx.close();
    }

    @Override
    public CompletionStage<Void> send(byte[]... parts) {
        return write(parts);
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer... parts) {
        return write(parts);
    }

    @Override
    public void post(ByteBuffer[] parts) {
        // A failure comes to exceptionCaught.
        var unused = channel.writeAndFlush(parts, channel.voidPromise());
    }

    @Override
    public void post(ByteBuffer[] parts, Runnable whenWritten, Runnable ifLost) {
        channel.writeAndFlush(parts).addListener(done -> {
            if (done.isSuccess()) {
                whenWritten.run();
            } else {
                close();
                ifLost.run();
            }
        });
    }

    private CompletionStage<Void> write(Object parts) {
        if (!channel.isOpen()) {
            return CompletableFuture.failedFuture(new ClosedChannelException());
        }
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        channel.writeAndFlush(parts).addListener(done -> {
            if (done.isSuccess()) {
                outcome.complete(null);
            } else {
                outcome.completeExceptionally(done.cause());
            }
        });
        return outcome;
    }

    @Override
    public void takeTurns() {
        takesTurns = true;
        quickAck = channel.pipeline().get(QuickAck.class);
        if (quickAck != null) {
            quickAck.takeTurns();
        }
    }

    @Override
    public void acknowledge() {
        if (quickAck != null) {
            quickAck.acknowledge();
        }
    }

    @Override
    public void close() {
        var unused = channel.close();
    }

    @Override
    public void finish() {
        EventLoop loop = channel.eventLoop();
        if (loop.inEventLoop()) {
            startFinishing();
        } else {
            execute(this::startFinishing);
        }
    }

    private void startFinishing() {
        if (!isFinishing && channel.isActive()) {
            isFinishing = true;
            channel.pipeline().addBefore(channel.pipeline().context(this).name(), null, new LingeringClose(transport));
        }
    }

    @Override
    public boolean isAlive() {
        return channel.isActive()
                && transport
                        .tcpState(channel)
                        .map(SocketTransport.TcpState::isEstablished)
                        .orElseGet(channel::isActive);
    }

    @Override
    public OptionalLong unread() {
        ChannelOutboundBuffer toBeSent = channel.unsafe().outboundBuffer(); // null when it is closed
        if (!UnreadBytes.isKnown() || toBeSent == null || !toBeSent.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalInt unix = transport.unixSocket(channel);
        if (unix.isPresent()) {
            return UnreadBytes.ofUnix(unix.getAsInt());
        }
        return channel.remoteAddress() instanceof InetSocketAddress remote
                        && channel.localAddress() instanceof InetSocketAddress local
                        && ProcessFinder.isSameHost(remote, local)
                ? UnreadBytes.ofTcp(remote, local)
                : OptionalLong.empty();
    }

    @Override
    public Address local() {
        if (channel.localAddress() instanceof InetSocketAddress inet) {
            return Address.of(inet.getAddress().getHostAddress(), inet.getPort());
        }
        Channel bound = channel.parent() == null ? channel : channel.parent();
        return bound.attr(Binding.ADDRESS).get();
    }

    @Override
    public Peer peer() {
        return peer;
    }

    EventLoop eventLoop() {
        return channel.eventLoop();
    }

    @Override
    public boolean isOnLoop() {
        return channel.eventLoop().inEventLoop();
    }

    /** Within the loop as a timer that is due: the loop looks for input before those, not before tasks. */
    @Override
    public void execute(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            schedule(0, task);
            return;
        }
        try {
            channel.eventLoop().execute(guarded(task));
        } catch (RejectedExecutionException loopEnded) {
            LOG.debug(peer, loopEnded);
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        try {
            Future<?> timer = channel.eventLoop().schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException loopEnded) {
            LOG.debug(peer, loopEnded);
            return () -> {};
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | OutOfMemoryError failed) {
                LOG.failure("a task failed; closed", peer, failed);
                var unused = channel.close();
            }
        };
    }

    @Override
    public void pauseReading() {
        reading.pause(true);
    }

    @Override
    public void resumeReading() {
        reading.pause(false);
    }
}
