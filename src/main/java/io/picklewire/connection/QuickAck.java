package io.picklewire.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.picklewire.wire.FrameDecoder;

/**
 * Acknowledges at once whatever is not answered at once.
 *
 * <p>Every stock Python client writes {@code #WELCOME#} and then its request, and a long message in two
 * pieces. Nagle's algorithm on its side holds the second write until the first is acknowledged, and the
 * kernel here would wait 40 ms with that. TCP_QUICKACK is no setting but a push, which the kernel forgets;
 * so it is given again after each read. An answer written within the read carries the acknowledgement
 * itself, and saves the push, unless the peer is in the middle of a message.
 */
final class QuickAck extends ChannelDuplexHandler {
    private final ChannelOption<Boolean> option;
    private final FrameDecoder decoder;
    private boolean isAnswered;

    QuickAck(ChannelOption<Boolean> option, FrameDecoder decoder) {
        this.option = option;
        this.decoder = decoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        isAnswered = false;
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        isAnswered = true;
        var unused = ctx.write(message, promise);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if ((!isAnswered || decoder.isInsideFrame()) && ctx.channel().isActive()) {
            push(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    private void push(ChannelHandlerContext ctx) {
        try {
            ctx.channel().config().setOption(option, true);
        } catch (ChannelException closedMeanwhile) {
            // The next read says so.
            isAnswered = false;
        }
    }
}
