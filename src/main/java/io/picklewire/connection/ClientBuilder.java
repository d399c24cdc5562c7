package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import io.picklewire.conversion.CustomTypes;
import io.picklewire.python.PyGlobal;
import io.picklewire.transport.EventLoops;
import io.picklewire.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.IObjectPickler;

/**
 * What a connection to a listener is to be. Nothing has to be given.
 *
 * <p>The connections of all clients are served by a few daemon threads of the process, which do not keep the
 * JVM alive. A name of a host is looked up, and its first address is connected to.
 *
 * <p>Not thread-safe.
 */
public final class ClientBuilder {
    private final Address address;
    private LinkSettings settings = LinkSettings.of(null);
    private Transport transport = Transport.AUTO;
    private int pickleProtocol = Pickles.AS_THE_PEER_READS;
    private CustomTypes types = CustomTypes.none();

    ClientBuilder(Address address) {
        this.address = address;
    }

    /** The key both ends must know; without it the listener must not ask for one. */
    public ClientBuilder authkey(AuthKey key) {
        this.settings = settings.with(key);
        return this;
    }

    /** How long everything may take until the connection is authenticated; 10 seconds unless set. */
    public ClientBuilder connectTimeout(Duration limit) {
        this.settings = settings.with(limit);
        return this;
    }

    /** The longest message the peer may send, in bytes; 1 GiB unless set. */
    public ClientBuilder maxFrameBytes(long bytes) {
        this.settings = settings.with(bytes);
        return this;
    }

    /** A listener that signs with a weaker digest, or asks for one, is refused; MD5 unless set, for CPython up to 3.11. */
    public ClientBuilder minimumDigest(Digest minimum) {
        this.settings = settings.with(minimum);
        return this;
    }

    /** {@link Transport#AUTO} unless set; addresses in Linux' abstract namespace need a native one. */
    public ClientBuilder transport(Transport transport) {
        this.transport = transport;
        return this;
    }

    /** Writes instances of {@code type}, and of what extends or implements it, with {@code pickler}. */
    public ClientBuilder pickle(Class<?> type, IObjectPickler pickler) {
        types = types.with(type, pickler);
        return this;
    }

    /**
     * Has {@code constructor} make what stands for instances of the Python class {@code module.name} that are received.
     * What its pickle sets goes to the public method {@code __setstate__} of what it made.
     *
     * @param constructor gets Python values: a tuple is a {@code PyTuple}, and the {@code str} of a Python 2 a {@code Py2Str}
     */
    public ClientBuilder construct(String module, String name, IObjectConstructor constructor) {
        types = types.with(new PyGlobal(module, name), constructor);
        return this;
    }

    /** The protocol in which {@link Connection#send} writes, 0 to 5; see there for what it is unless set. */
    public ClientBuilder pickleProtocol(int protocol) {
        this.pickleProtocol = Pickles.requireProtocol(protocol);
        return this;
    }

    /**
     * Connects, authenticates, and waits for that; must not be called on an event loop.
     *
     * @throws java.net.ConnectException when nobody listens there, naming the address and why
     * @throws java.net.UnknownHostException when the host has no address
     * @throws java.net.SocketTimeoutException when the time was up, naming the address and the limit
     * @throws io.picklewire.auth.AuthenticationException when the ends do not know the same key
     * @throws java.io.EOFException when the peer closed the connection before it was authenticated
     * @throws java.io.InterruptedIOException when the thread was interrupted, which it stays
     * @throws IOException when the peer speaks another protocol
     * @throws UnsupportedOperationException when the transport does not exist here, or not for that address
     */
    public Connection connect() throws IOException {
        Wait.refuseOnEventLoop("connect");
        Inbox inbox = new Inbox(address.toString());
        CompletableFuture<Link> opening = dial(inbox::connected);
        try {
            return Connection.over(
                    Wait.until(opening, "connecting to " + address), inbox, new Pickles(pickleProtocol, types));
        } catch (InterruptedIOException interrupted) {
            var unused = opening.thenAccept(Link::close);
            throw interrupted;
        }
    }

    /** A connection on its way: what it is used for waits until it is there. */
    Connection connecting(Direction direction) {
        Inbox inbox = new Inbox(address.toString());
        return new Connection(
                new ConnectionEnd(dial(inbox::connected), inbox, direction), new Pickles(pickleProtocol, types));
    }

    /**
     * Connects and authenticates without waiting. The stage completes, on the link's event loop, with the
     * authenticated link, whose handler {@code acceptor} gave, or with an exception that {@link #connect()}
     * throws. Any thread.
     */
    public CompletionStage<Link> open(Acceptor acceptor) {
        return dial(acceptor).minimalCompletionStage();
    }

    /**
     * The same, on the event loop of another link, so that what is passed on between the two changes no thread. That link must have
     * the same transport.
     */
    public CompletionStage<Link> open(Acceptor acceptor, Link beside) {
        return connector(acceptor).beside(beside).start().minimalCompletionStage();
    }

    private CompletableFuture<Link> dial(Acceptor acceptor) {
        return connector(acceptor).start();
    }

    private Connector connector(Acceptor acceptor) {
        return new Connector(address, settings, EventLoops.shared(transport), acceptor);
    }
}
