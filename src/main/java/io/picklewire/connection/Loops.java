package io.picklewire.connection;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads for input and output, and what they do it with. A server has its own; listeners, clients and
 * pipes share theirs, which are daemons and never end.
 */
final class Loops {
    private static final long LAST_TASKS_SECONDS = 5;
    private static final int SHARED_THREADS = 2;
    private static final Map<Transport, Loops> SHARED = new EnumMap<>(Transport.class);

    private final Carrier carrier;
    private final EventLoopGroup group;
    private final PeerProcess processes;
    private final boolean isShared;

    private Loops(Carrier carrier, int threads, ThreadFactory factory, boolean isShared) {
        this.carrier = carrier;
        IoHandlerFactory io = isShared ? carrier.loops() : BusyPoll.with(carrier.loops());
        this.group = new MultiThreadIoEventLoopGroup(threads, factory, io);
        this.processes = new PeerProcess(carrier);
        this.isShared = isShared;
    }

    /** New ones, to be ended by whoever asked. */
    static Loops own(Transport transport, int threads) {
        NettyVersion.require();
        return new Loops(Carrier.of(transport), threads, new LoopThread.Factory("picklewire", false), false);
    }

    /** Those of the whole process; their threads start with the first connections. */
    static Loops shared(Transport transport) {
        NettyVersion.require();
        Transport real = transport == Transport.AUTO ? Transport.automatic() : transport;
        synchronized (SHARED) {
            return SHARED.computeIfAbsent(real, Loops::newShared);
        }
    }

    private static Loops newShared(Transport transport) {
        LoopThread.Factory factory = new LoopThread.Factory("picklewire-connections", true);
        return new Loops(Carrier.of(transport), SHARED_THREADS, factory, true);
    }

    Carrier carrier() {
        return carrier;
    }

    EventLoopGroup group() {
        return group;
    }

    /** Finds the processes at the other ends. */
    PeerProcess processes() {
        return processes;
    }

    /** Runs {@code whenEnded} on a thread of Netty's when all of them have ended; at once where they are shared. */
    void end(Runnable whenEnded) {
        if (isShared) {
            whenEnded.run();
        } else {
            group.shutdownGracefully(0, LAST_TASKS_SECONDS, TimeUnit.SECONDS).addListener(done -> whenEnded.run());
        }
    }
}
