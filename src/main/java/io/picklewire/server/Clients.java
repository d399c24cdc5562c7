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

    void add(ServedClient client) {
        served.put(client.id(), client);
    }

    /** Nothing more concerns the client. */
    void remove(ServedClient client) {
        served.remove(client.id());
    }

    @Nullable
    ServedClient find(ClientId id) {
        return served.get(id);
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
