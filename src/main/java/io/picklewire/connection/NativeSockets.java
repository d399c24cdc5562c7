package io.picklewire.connection;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.OptionalInt;

/** What Linux' two native transports have in common. */
final class NativeSockets {
    private NativeSockets() {}

    static SocketAddress address(Address address) {
        if (address instanceof Address.Unix unix) {
            return new DomainSocketAddress(unix.path());
        }
        if (address instanceof Address.Abstract inNamespace) {
            return new DomainSocketAddress("\0" + inNamespace.name());
        }
        return NioCarrier.tcp((Address.Tcp) address);
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
