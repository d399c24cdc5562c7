package io.picklewire.transport;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.OptionalInt;

/** What Linux' two native transports have in common. */
final class NativeSockets {
    private NativeSockets() {}

    static SocketAddress abstractAddress(String name) {
        return new DomainSocketAddress("\0" + name);
    }

    /** Asks for SO_PEERCRED; 0 is a process of another pid namespace. */
    static OptionalInt pid(Channel channel, Credentials credentials) {
        if (!channel.isActive()) {
            return OptionalInt.empty();
        }
        try {
            int pid = credentials.read().pid();
            return pid > 0 ? OptionalInt.of(pid) : OptionalInt.empty();
        } catch (IOException closed) {
            return OptionalInt.empty();
        }
    }

    @FunctionalInterface
    interface Credentials {
        PeerCredentials read() throws IOException;
    }
}
