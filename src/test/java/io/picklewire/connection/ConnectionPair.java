package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Two ends of one connection in this process, over TCP. */
record ConnectionPair(Connection here, Connection there) implements AutoCloseable {
    private static final AuthKey KEY = AuthKey.of("right key");

    static ConnectionPair open() throws IOException {
        return open(builder -> builder.authkey(KEY), builder -> builder.authkey(KEY));
    }

    /** {@code here} is the client. */
    static ConnectionPair open(UnaryOperator<ClientBuilder> client, UnaryOperator<ListenerBuilder> server)
            throws IOException {
        try (Listener listener =
                server.apply(Listener.at(Address.of("127.0.0.1", 0))).bind()) {
            Connection here = client.apply(Client.to(listener.address())).connect();
            return new ConnectionPair(here, listener.accept());
        }
    }

    @Override
    public void close() {
        here.close();
        there.close();
    }
}
