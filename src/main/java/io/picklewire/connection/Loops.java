package io.picklewire.connection;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/** The threads for input and output, and what they do it with. */
final class Loops {
    private static final long LAST_TASKS_SECONDS = 5;

    private final Carrier carrier;
    private final EventLoopGroup group;

    Loops(Carrier carrier, int threads) {
        this.carrier = carrier;
        this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("picklewire"), carrier.loops());
    }

    Carrier carrier() {
        return carrier;
    }

    EventLoopGroup group() {
        return group;
    }

    /** Waiting on one of them would wait for itself. */
    boolean isCurrentThread() {
        for (EventExecutor loop : group) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    /** Runs {@code whenEnded} on a thread of Netty's when all of them have ended. */
    void end(Runnable whenEnded) {
        group.shutdownGracefully(0, LAST_TASKS_SECONDS, TimeUnit.SECONDS).addListener(done -> whenEnded.run());
    }
}
