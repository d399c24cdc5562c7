package io.picklewire.transport;

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
public final class EventLoops {
    private static final long LAST_TASKS_SECONDS = 5;
    private static final int SHARED_THREADS = 2;
    private static final Map<Transport, EventLoops> SHARED = new EnumMap<>(Transport.class);

    private final SocketTransport transport;
    private final EventLoopGroup group;
    private final boolean isShared;

    private EventLoops(SocketTransport transport, int threads, ThreadFactory factory, boolean isShared) {
        this.transport = transport;
        IoHandlerFactory io = isShared ? transport.loops() : BusyPolling.with(transport.loops());
        this.group = new MultiThreadIoEventLoopGroup(threads, factory, io);
        this.isShared = isShared;
    }

    /** New ones, to be ended by whoever asked. */
    public static EventLoops own(Transport transport, int threads) {
        NettyVersion.require();
        return new EventLoops(
                SocketTransport.of(transport), threads, new EventLoopThread.Factory("picklewire", false), false);
    }

    /** Those of the whole process; their threads start with the first connections. */
    public static EventLoops shared(Transport transport) {
        NettyVersion.require();
        Transport real = transport == Transport.AUTO ? Transport.automatic() : transport;
        synchronized (SHARED) {
            return SHARED.computeIfAbsent(real, EventLoops::newShared);
        }
    }

    private static EventLoops newShared(Transport transport) {
        EventLoopThread.Factory factory = new EventLoopThread.Factory("picklewire-connections", true);
        return new EventLoops(SocketTransport.of(transport), SHARED_THREADS, factory, true);
    }

    /** Whether the current thread is one of those: it must not wait for another, or for itself. */
    public static boolean isOnLoop() {
        return Thread.currentThread() instanceof EventLoopThread;
    }

    /** The sockets that they serve. */
    public SocketTransport transport() {
        return transport;
    }

    /** The threads, as Netty has them. */
    public EventLoopGroup group() {
        return group;
    }

    /** Runs {@code whenEnded} on a thread of Netty's when all of them have ended; at once where they are shared. */
    public void end(Runnable whenEnded) {
        if (isShared) {
            whenEnded.run();
        } else {
            group.shutdownGracefully(0, LAST_TASKS_SECONDS, TimeUnit.SECONDS).addListener(done -> whenEnded.run());
        }
    }
}
