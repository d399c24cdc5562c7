package io.picklewire.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.picklewire.auth.AuthenticationException;
import io.picklewire.auth.Handshake;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Handshake} over a channel until it is complete, has failed, or its time is up. What it says
 * of a failure never holds a key, a nonce or a digest.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    private final Handshake handshake;
    private final Deadline deadline;
    /** Puts something else in this handler's place; a message of the same read goes there. */
    private final Consumer<ChannelHandlerContext> whenComplete;
    /** Is told why once the connection is as good as closed. */
    private final Consumer<IOException> whenFailed;

    private @Nullable ScheduledFuture<?> timer;
    private boolean isOver;

    HandshakeHandler(
            Handshake handshake,
            Deadline deadline,
            Consumer<ChannelHandlerContext> whenComplete,
            Consumer<IOException> whenFailed) {
        this.handshake = handshake;
        this.deadline = deadline;
        this.whenComplete = whenComplete;
        this.whenFailed = whenFailed;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> expire(ctx), deadline.nanosLeft(), TimeUnit.NANOSECONDS);
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
            refused.lastWords().ifPresent(words -> send(ctx, words));
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            fail(refused);
        }
    }

    private static void send(ChannelHandlerContext ctx, byte[] message) {
        ctx.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void expire(ChannelHandlerContext ctx) {
        var unused = ctx.close();
        fail(new SocketTimeoutException("not authenticated within " + deadline));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new EOFException("the connection was closed during the handshake"));
        ctx.fireChannelInactive();
    }

    /** Garbage, or a connection that broke off. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var unused = ctx.close();
        fail(SocketErrorText.asIo(cause));
    }

    private void fail(IOException why) {
        if (!isOver) {
            end();
            whenFailed.accept(why);
        }
    }

    private void end() {
        isOver = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
