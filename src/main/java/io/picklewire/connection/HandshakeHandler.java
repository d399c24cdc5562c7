package io.picklewire.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.picklewire.auth.AuthenticationException;
import io.picklewire.auth.Handshake;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a {@link Handshake} over a channel until it is complete, has failed, or its time is up. A failure
 * is one line in the log; it never holds a key, a nonce or a digest.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeHandler.class);

    private final Handshake handshake;
    private final Duration deadline;
    private final Peer peer;
    /** Puts something else in this handler's place; a message of the same read goes there. */
    private final Consumer<ChannelHandlerContext> whenComplete;

    private @Nullable ScheduledFuture<?> timer;
    private boolean isOver;

    HandshakeHandler(Handshake handshake, Duration deadline, Peer peer, Consumer<ChannelHandlerContext> whenComplete) {
        this.handshake = handshake;
        this.deadline = deadline;
        this.peer = peer;
        this.whenComplete = whenComplete;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> expire(ctx), deadline.toNanos(), TimeUnit.NANOSECONDS);
        handshake.opening().ifPresent(message -> send(ctx, message));
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (isOver || !(message instanceof byte[] body)) {
            return;
        }
        try {
            handshake.receive(body).ifPresent(reply -> send(ctx, reply));
            if (handshake.isComplete()) {
                end();
                whenComplete.accept(ctx);
            }
        } catch (AuthenticationException refused) {
            fail(ctx, refused);
        }
    }

    private void fail(ChannelHandlerContext ctx, AuthenticationException refused) {
        LOG.warn("{} refused: {}", peer, refused.getMessage());
        end();
        refused.lastWords().ifPresent(words -> send(ctx, words));
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private static void send(ChannelHandlerContext ctx, byte[] message) {
        ctx.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void expire(ChannelHandlerContext ctx) {
        if (!isOver) {
            LOG.warn("{} refused: not authenticated within {}", peer, deadline);
            end();
            var unused = ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!isOver) {
            LOG.info("{} closed the connection during the handshake", peer);
            end();
        }
        ctx.fireChannelInactive();
    }

    /** A connection that broke off is told of by the close that follows. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!isOver) {
            LOG.warn("{} refused: {}", peer, cause.getMessage());
            end();
        }
        var unused = ctx.close();
    }

    private void end() {
        isOver = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
