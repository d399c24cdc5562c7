package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Listeners whose links send every message back, and that remember the links. */
final class EchoServer implements AutoCloseable {
    static final AuthKey KEY = AuthKey.of("right key");

    final BlockingQueue<Link> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<Link> closed = new LinkedBlockingQueue<>();
    private final Listeners listeners;

    private EchoServer(UnaryOperator<ListenersBuilder> settings) throws BindException {
        this.listeners = settings.apply(Listeners.builder().authkey(KEY)).open(this::connected);
    }

    static EchoServer at(String... addresses) throws BindException {
        return with(builder -> builder, addresses);
    }

    static EchoServer with(UnaryOperator<ListenersBuilder> settings, String... addresses) throws BindException {
        return new EchoServer(builder -> {
            for (String address : addresses) {
                builder.address(Address.parse(address));
            }
            return settings.apply(builder);
        });
    }

    private LinkHandler connected(Link link) {
        opened.add(link);
        return new LinkHandler() {
            @Override
            public void received(byte[] message) {
                var unused = link.send(message);
            }

            @Override
            public void refused(String reason) {
                var unused = link.send(reason.getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public void closed() {
                closed.add(link);
            }
        };
    }

    Listeners listeners() {
        return listeners;
    }

    Address address() {
        return listeners.addresses().get(0);
    }

    int port() {
        return ((Address.Tcp) address()).port();
    }

    /** Next link that was authenticated. */
    Link link() throws InterruptedException {
        Link link = opened.poll(20, TimeUnit.SECONDS);
        if (link == null) {
            throw new AssertionError("no link came in 20 seconds");
        }
        return link;
    }

    /** Next link that was closed. */
    Link closedLink() throws InterruptedException {
        Link link = closed.poll(20, TimeUnit.SECONDS);
        if (link == null) {
            throw new AssertionError("no link was closed in 20 seconds");
        }
        return link;
    }

    @Override
    public void close() {
        listeners.close();
    }

    /** How Python writes {@code address}. */
    static String python(Address address) {
        if (address instanceof Address.Tcp tcp) {
            return "('" + tcp.host() + "', " + tcp.port() + ")";
        }
        return address instanceof Address.Unix unix
                ? "'" + unix.path() + "'"
                : "'\\0" + ((Address.Abstract) address).name() + "'";
    }
}
