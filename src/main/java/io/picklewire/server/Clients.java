package io.picklewire.server;

import io.picklewire.shared.ClientId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are served now, and those that have gone and left something held. Any thread.
 */
final class Clients {
    private final Map<ClientId, ServedClient> served = new ConcurrentHashMap<>();

    /** Clients of this JVM, which have no connection. */
    private final Map<ClientId, Recipient> local = new ConcurrentHashMap<>();

    void add(LocalClient client) {
        local.put(client.id(), client);
    }

    /** Nothing more concerns the client. */
    void remove(LocalClient client) {
        local.remove(client.id());
    }

    void add(ServedClient client) {
        served.put(client.id(), client);
    }

    /** Nothing more concerns the client. */
    void remove(ServedClient client) {
        served.remove(client.id());
    }

    /** The client of a connection; null when that has gone, or is none. */
    @Nullable
    ServedClient served(ClientId id) {
        return served.get(id);
    }

    /** Whom effects for that client go to; null when it is gone. */
    @Nullable
    Recipient find(ClientId id) {
        Recipient found = served.get(id);
        return found != null ? found : local.get(id);
    }

    /** Others may come and go meanwhile. */
    Collection<ServedClient> all() {
        return Collections.unmodifiableCollection(served.values());
    }

    /** Completes when what their own threads run now has come to its end. */
    CompletableFuture<@Nullable Void> callsEnd() {
        return CompletableFuture.allOf(
                served.values().stream().map(ServedClient::callEnds).toArray(CompletableFuture[]::new));
    }
}
