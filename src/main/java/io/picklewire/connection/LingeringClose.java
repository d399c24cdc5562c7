package io.picklewire.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.picklewire.transport.SocketTransport;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection after its last message: waits for the peer to close first, as Python clients do once
 * they have read their reply, and answers that with a reset, so that the peer's socket does not stay in
 * TIME_WAIT for a minute. CPython's clients make a connection for each control request, which would pile up.
 *
 * <p>A reset can cut off data that is under way, so it is only sent when the peer's kernel has
 * acknowledged everything; otherwise, and after {@value #PATIENCE_MILLIS} ms, the close is an ordinary one. A peer that has
 * closed before it has read everything is told of as an exception.
 */
final class LingeringClose extends ChannelInboundHandlerAdapter {
    private static final long PATIENCE_MILLIS = 1000;

    private final SocketTransport transport;
    private boolean isWritten;
    private boolean isPeerDone;
    private @Nullable ScheduledFuture<?> patience;

    LingeringClose(SocketTransport transport) {
        this.transport = transport;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        // The peer's end of stream comes as an event instead of closing the channel.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setAutoRead(true);
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> written(ctx, done.isSuccess()));
    }

    private void written(ChannelHandlerContext ctx, boolean isSuccess) {
        isWritten = true;
        if (!isSuccess || isPeerDone) {
            end(ctx); // io_uring may tell of the peer's end before it tells that all was written
        } else {
            patience = ctx.executor().schedule(() -> end(ctx), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Drops what comes after the end. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            isPeerDone = true;
            if (isWritten) {
                end(ctx);
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    private void end(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        Optional<Boolean> isRead = transport.tcpState(channel).map(SocketTransport.TcpState::isAllAcknowledged);
        if (isPeerDone && isRead.orElse(false)) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } else if (isPeerDone && isRead.isPresent()) {
            ctx.fireExceptionCaught(new ClosedChannelException()); // who has read it has acknowledged it too
        }
        var unused = channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (patience != null) {
            patience.cancel(false);
        }
        ctx.fireChannelInactive();
    }
}
