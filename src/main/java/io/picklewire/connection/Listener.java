package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.transport.EventLoops;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Listens at an address for {@link Client}s, those of Python and those of Java.
 *
 * <p>Peers authenticate at the same time, without waiting for one another or for {@link #accept()}; what has
 * become of them waits there in turn. Its threads are daemons, shared with all connections.
 *
 * <p>Any thread, but no event loop. Source: {@code multiprocessing.connection.Listener}.
 */
public final class Listener implements AutoCloseable {
    private final AcceptQueue reception;
    private final Listeners listeners;
    private volatile @Nullable Address lastAccepted;

    private Listener(AcceptQueue reception, Listeners listeners) {
        this.reception = reception;
        this.listeners = listeners;
    }

    /** Starts describing a listener. */
    public static ListenerBuilder at(Address address) {
        return new ListenerBuilder(address);
    }

    /** Listens for clients that know {@code key}; see {@link ListenerBuilder#bind()} for what it throws. */
    public static Listener bind(Address address, AuthKey key) throws BindException {
        return at(address).authkey(key).bind();
    }

    /** Listens for anybody, as Python's {@code Listener(address)}. */
    public static Listener bind(Address address) throws BindException {
        return at(address).bind();
    }

    static Listener open(Address address, LinkSettings settings, EventLoops loops, AcceptQueue reception)
            throws BindException {
        Listeners listeners = Listeners.open(List.of(new ListenerSettings(address, settings)), reception, loops);
        reception.serve(listeners);
        return new Listener(reception, listeners);
    }

    /**
     * Waits for a peer that has authenticated, and returns the connection to it. A peer that failed is told of
     * here too: each costs one call, and later peers are still accepted.
     *
     * @throws io.picklewire.auth.AuthenticationException for a peer with another key, and one that did not
     *     authenticate in time or at all
     * @throws java.io.EOFException for a peer that closed its connection before it was authenticated
     * @throws java.io.InterruptedIOException when the thread was interrupted, which it stays
     * @throws java.net.SocketException when the listener is closed, or was closed meanwhile
     */
    public Connection accept() throws IOException {
        Wait.refuseOnEventLoop("accept");
        Connection accepted = reception.next(address());
        lastAccepted =
                address() instanceof Address.Tcp ? Address.parse(accepted.peer().address()) : null;
        return accepted;
    }

    /** Where it listens, with the real port in place of 0. */
    public Address address() {
        return listeners.addresses().get(0);
    }

    /** The address of the peer accepted last; clients of Unix sockets have none. */
    public Optional<Address> lastAccepted() {
        return Optional.ofNullable(lastAccepted);
    }

    /**
     * Stops listening, removes the socket file made, and closes connections that were not accepted yet; those that
     * were go on. Threads that wait in {@link #accept()} get an exception.
     */
    @Override
    public void close() {
        listeners.close();
        reception.close(address());
    }
}
