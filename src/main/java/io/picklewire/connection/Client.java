package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import java.io.IOException;

/**
 * Connects to whoever listens at an address: a {@code multiprocessing.connection.Listener} of Python's, one of
 * Java's, or a manager.
 *
 * <p>Any thread, but no event loop. Source: {@code multiprocessing.connection.Client}.
 */
public final class Client {
    private Client() {}

    /** Starts describing a connection to {@code address}. */
    public static ClientBuilder to(Address address) {
        return new ClientBuilder(address);
    }

    /** Connects with a key; see {@link ClientBuilder#connect()} for what it throws. */
    public static Connection connect(Address address, AuthKey key) throws IOException {
        return to(address).authkey(key).connect();
    }

    /** Connects to a listener that asks for no key, as Python's {@code Client(address)}. */
    public static Connection connect(Address address) throws IOException {
        return to(address).connect();
    }
}
