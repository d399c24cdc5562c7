package io.picklewire.server;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The clients that are served now, and what one of them may do to all: end the server. Any thread. */
final class Clients {
    private final Set<ConnectionCaller> served = ConcurrentHashMap.newKeySet();
    private final Departures departures;
    private final Runnable shutdown;

    Clients(Departures departures, Runnable shutdown) {
        this.departures = departures;
        this.shutdown = shutdown;
    }

    void add(ConnectionCaller client) {
        served.add(client);
    }

    void remove(ConnectionCaller client) {
        served.remove(client);
        departures.add(client);
    }

    /** Those served now; others may come and go meanwhile. */
    Collection<ConnectionCaller> served() {
        return Collections.unmodifiableSet(served);
    }

    /** Completes when what their own threads run now has come to its end. */
    CompletableFuture<@Nullable Void> callsEnd() {
        return CompletableFuture.allOf(
                served.stream().map(ConnectionCaller::callEnds).toArray(CompletableFuture[]::new));
    }

    /** Ends the server, from a thread of its own. */
    void shutdown() {
        shutdown.run();
    }
}
