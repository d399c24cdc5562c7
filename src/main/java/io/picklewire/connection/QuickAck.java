package io.picklewire.connection;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.picklewire.wire.FrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges at once whatever is not answered at once.
 *
 * <p>Every stock Python client writes {@code #WELCOME#} and then its request, and a long message in two
 * pieces. Nagle's algorithm on its side holds the second write until the first is acknowledged, and the
 * kernel here would wait 40 ms with that. TCP_QUICKACK is no setting but a push, which the kernel forgets;
 * so it is given again after each read; once a peer waits for the answer to each message before it sends the next,
 * only after a read that ended inside one.
 */
final class QuickAck extends ChannelInboundHandlerAdapter {
    private final ChannelOption<Boolean> option;
    private final FrameDecoder decoder;
    private boolean takesTurns;
    private @Nullable ChannelHandlerContext context;

    /** @param decoder tells whether a read ended inside a message */
    QuickAck(ChannelOption<Boolean> option, FrameDecoder decoder) {
        this.option = option;
        this.decoder = decoder;
    }

    /** The peer sends nothing more until it has been answered. */
    void takeTurns() {
        takesTurns = true;
    }

    /** What has come is acknowledged now, without an answer. */
    void acknowledge() {
        if (context != null && context.channel().isActive()) {
            push(context);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if ((!takesTurns || decoder.isInsideFrame()) && ctx.channel().isActive()) {
            push(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    private void push(ChannelHandlerContext ctx) {
        try {
            ctx.channel().config().setOption(option, true);
        } catch (ChannelException closedMeanwhile) {
            takesTurns = true; // The next read says so.
        }
    }
}
