package io.picklewire.process;

import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * How much of what was sent lies unread at the other end: Linux knows of Unix sockets, and of both ends of a TCP connection
 * within this machine. Any thread.
 */
public final class UnreadBytes {
    private static final long SIOCOUTQ = 0x5411;

    /** Whether the kernel can be asked; found out on another thread, as that takes too long for an event loop. */
    private static final CompletableFuture<Boolean> POSSIBLE = CompletableFuture.supplyAsync(UnreadBytes::isPossible);

    private UnreadBytes() {}

    private static boolean isPossible() {
        try {
            SocketDiag.open().close();
            return true;
        } catch (IOException | LinkageError noDiag) {
            return false;
        }
    }

    /** Whether that is known here at all. */
    public static boolean isKnown() {
        return POSSIBLE.getNow(false);
    }

    /** Of a Unix socket with that file descriptor, in bytes of the kernel's memory. */
    public static OptionalLong ofUnix(int socket) {
        IntByReference unread = new IntByReference();
        return LibC.ioctl(socket, SIOCOUTQ, unread) == 0 ? OptionalLong.of(unread.getValue()) : OptionalLong.empty();
    }

    /** Of a TCP connection within this machine, in bytes. */
    public static OptionalLong ofTcp(InetSocketAddress remote, InetSocketAddress local) {
        try (SocketDiag diag = SocketDiag.open()) {
            return diag.unread(remote, local);
        } catch (IOException noDiag) {
            return OptionalLong.empty();
        }
    }
}
