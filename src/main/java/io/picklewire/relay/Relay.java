package io.picklewire.relay;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.AuthenticationException;
import io.picklewire.connection.Address;
import io.picklewire.connection.Client;
import io.picklewire.connection.ClientBuilder;
import io.picklewire.connection.Connection;
import io.picklewire.connection.Link;
import io.picklewire.connection.LinkHandler;
import io.picklewire.connection.Listeners;
import io.picklewire.connection.ListenersBuilder;
import io.picklewire.session.Keeping;
import io.picklewire.session.Opening;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for a server's clients, and passes on what they say. When the server is away it keeps them, and sends what was not
 * answered again when the server is back, which carries it out once: clients do not notice. Any thread.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final long LAST_WORDS_MILLIS = 2000;
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Set<RelayedClient> clients = ConcurrentHashMap.newKeySet();
    private final ClientBuilder server;
    private final Duration patience;
    private final Listeners listeners;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Relay(ClientBuilder server, Duration patience, ListenersBuilder where) throws BindException {
        this.server = server;
        this.patience = patience;
        this.listeners = where.open(this::connected);
    }

    /**
     * Starts a relay.
     *
     * @param to the server
     * @param at where clients connect, as if it were the server
     * @param key of the server, and of its clients
     * @param patience how long clients are kept while the server is away
     * @throws BindException when an address cannot be listened on
     * @throws IOException when the server is there and of no use: it has another key, or does not know sessions
     */
    public static Relay start(Address to, List<Address> at, AuthKey key, Duration patience) throws IOException {
        ListenersBuilder where = Listeners.builder().authkey(key);
        at.forEach(where::address);
        ClientBuilder server = Client.to(to).authkey(key);
        look(to, server);
        return new Relay(server, patience, where);
    }

    /** It may be away now; what is wrong with it later, the log says when a client comes. */
    private static void look(Address to, ClientBuilder server) throws IOException {
        Keeping keeping;
        try (Connection connection = server.connect()) {
            keeping = Keeping.of(connection, ANSWER);
        } catch (AuthenticationException e) {
            throw new IOException("the server " + to + " has another key: " + e.getMessage(), e);
        } catch (IOException e) {
            LOG.info("the server {} is away; clients wait for it: {}", to, e.getMessage());
            return;
        }
        switch (keeping) {
            case NONE ->
                throw new IOException("the server " + to + " does not know sessions: a relay needs Picklewire's");
            case WHILE_IT_RUNS ->
                LOG.warn(
                        "the server {} keeps nothing when it ends, and its clients end then: it runs without --data",
                        to);
            case ALWAYS -> {}
        }
    }

    private LinkHandler connected(Link link) {
        RelayedClient client = new RelayedClient(link, server, Opening.newId(), patience);
        clients.add(client);
        var unused = client.ended().whenComplete((done, failure) -> clients.remove(client));
        return client;
    }

    /** Where it listens, with the ports it was given. */
    public List<Address> addresses() {
        return listeners.addresses();
    }

    /** Waits until it is closed. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Lets all clients go, and tells the server so, if it is there. */
    @Override
    public void close() {
        clients.forEach(RelayedClient::end);
        CompletableFuture<?> told = CompletableFuture.allOf(
                        clients.stream().map(RelayedClient::ended).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)
                .thenRun(() -> clients.forEach(RelayedClient::forget));
        listeners.closeAfter(told);
        closed.countDown();
    }
}
