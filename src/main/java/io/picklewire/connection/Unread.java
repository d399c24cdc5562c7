package io.picklewire.connection;

import com.sun.jna.ptr.IntByReference;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of what was sent lies unread at the other end: Linux knows of Unix sockets, and of both ends of a TCP connection
 * within this machine. Any thread.
 */
final class Unread {
    /** For TCP the kernel takes 30 microseconds: so often event loops have time for. */
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long SIOCOUTQ = 0x5411;

    /** Whether the kernel can be asked; found out on another thread, as that takes too long for an event loop. */
    private static final CompletableFuture<Boolean> POSSIBLE = CompletableFuture.supplyAsync(Unread::isPossible);

    private static final AtomicLong nextTime = new AtomicLong(System.nanoTime());

    private Unread() {}

    private static boolean isPossible() {
        try {
            SocketDiag.open().close();
            return true;
        } catch (IOException | LinkageError noDiag) {
            return false;
        }
    }

    /** In bytes; of Unix sockets in bytes of the kernel's memory. Empty where it is not known, or was asked too often. */
    static OptionalLong of(Channel channel, Carrier carrier) {
        if (!isTime() || !POSSIBLE.getNow(false) || !channel.isActive()) {
            return OptionalLong.empty();
        }
        OptionalInt unix = carrier.unixSocket(channel);
        if (unix.isPresent()) {
            IntByReference unread = new IntByReference();
            return LibC.ioctl(unix.getAsInt(), SIOCOUTQ, unread) == 0
                    ? OptionalLong.of(unread.getValue())
                    : OptionalLong.empty();
        }
        if (channel.remoteAddress() instanceof InetSocketAddress remote
                && channel.localAddress() instanceof InetSocketAddress local
                && PeerProcess.isSameHost(remote, local)) {
            return ofTcp(remote, local);
        }
        return OptionalLong.empty();
    }

    private static OptionalLong ofTcp(InetSocketAddress remote, InetSocketAddress local) {
        try (SocketDiag diag = SocketDiag.open()) {
            return diag.unread(remote, local);
        } catch (IOException noDiag) {
            return OptionalLong.empty();
        }
    }

    private static boolean isTime() {
        long now = System.nanoTime();
        long next = nextTime.get();
        return now - next >= 0 && nextTime.compareAndSet(next, now + PERIOD_NANOS);
    }
}
