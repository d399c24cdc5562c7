package io.picklewire.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a listener alive when connections cannot be accepted, as when the process has too many open files:
 * says so once, and tries again every {@value #PAUSE_MILLIS} ms instead of at every turn of the loop.
 */
final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptPause.class);
    private static final long PAUSE_MILLIS = 100;

    private final Address address;
    private boolean isFailing;
    private @Nullable ScheduledFuture<?> retry;

    AcceptPause(Address address) {
        this.address = address;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        isFailing = false;
        ctx.fireChannelRead(accepted);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!isFailing) {
            isFailing = true;
            LOG.warn(
                    "{}: no connection can be accepted: {}; trying again",
                    Binding.bound(address, ctx.channel()),
                    cause.getMessage());
        }
        ctx.channel().config().setAutoRead(false);
        retry = ctx.executor()
                .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (retry != null) {
            retry.cancel(false);
        }
        ctx.fireChannelInactive();
    }
}
