package io.picklewire.connection;

import com.sun.jna.ptr.IntByReference;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * How much of what was sent lies unread at the other end: Linux knows of Unix sockets, and of both ends of a TCP connection
 * within this machine. On the channel's event loop.
 */
final class Unread {
    private static final long SIOCOUTQ = 0x5411;

    /** Whether the kernel can be asked; found out on another thread, as that takes too long for an event loop. */
    private static final CompletableFuture<Boolean> POSSIBLE = CompletableFuture.supplyAsync(Unread::isPossible);

    private Unread() {}

    private static boolean isPossible() {
        try {
            SocketDiag.open().close();
            return true;
        } catch (IOException | LinkageError noDiag) {
            return false;
        }
    }

    /** In bytes; of Unix sockets in bytes of the kernel's memory. Empty where it is not known, or more is to be sent. */
    static OptionalLong of(Channel channel, Carrier carrier) {
        if (!POSSIBLE.getNow(false) || !isSent(channel)) {
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

    private static boolean isSent(Channel channel) {
        ChannelOutboundBuffer toBeSent = channel.unsafe().outboundBuffer(); // null when it is closed
        return toBeSent != null && toBeSent.isEmpty();
    }

    private static OptionalLong ofTcp(InetSocketAddress remote, InetSocketAddress local) {
        try (SocketDiag diag = SocketDiag.open()) {
            return diag.unread(remote, local);
        } catch (IOException noDiag) {
            return OptionalLong.empty();
        }
    }
}
