package io.picklewire.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What Linux' two native transports have in common, whose classes Netty has twice. */
interface NativeTransport extends SocketTransport {
    @Override
    default SocketAddress unixAddress(String path) {
        return new DomainSocketAddress(path);
    }

    @Override
    default Optional<SocketAddress> abstractAddress(String name) {
        return Optional.of(new DomainSocketAddress("\0" + name));
    }

    /** A peer whose machine is gone is noticed after two minutes; the options are in seconds, seconds and attempts. */
    static Map<ChannelOption<Integer>, Integer> keepAlive(
            ChannelOption<Integer> idle, ChannelOption<Integer> interval, ChannelOption<Integer> count) {
        return Map.of(idle, 60, interval, 10, count, 6);
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
