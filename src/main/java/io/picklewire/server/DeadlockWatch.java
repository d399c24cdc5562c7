package io.picklewire.server;

import io.picklewire.pickle.Reader;
import io.picklewire.shared.ClientId;
import io.picklewire.shared.SharedObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds clients that wait for each other's locks, and tells the log of each such circle once. Used by one thread.
 */
final class DeadlockWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DeadlockWatch.class);

    private final Clients clients;
    private final Listening listening;
    private Set<Set<ServedClient>> reported = Set.of();

    /** One wait of a client; two that are equal are the same. */
    private record Wait(SharedObject object, long number) {}

    DeadlockWatch(Clients clients, Listening listening) {
        this.clients = clients;
        this.listening = listening;
    }

    /** Looks for circles once. */
    void look() {
        Set<Set<ServedClient>> found = new HashSet<>();
        for (ServedClient client : clients.all()) {
            Map<ServedClient, Wait> circle = circleFrom(client);
            // Clients go on while they are looked at one after the other: what is there twice was there at one time.
            if (circle == null || !circle.equals(circleFrom(client))) {
                continue;
            }
            if (found.add(Set.copyOf(circle.keySet())) && !reported.contains(circle.keySet())) {
                report(circle);
            }
        }
        reported = found;
    }

    /** The clients that wait in turn for the first, that one included, and where each waits; null if none do. */
    private @Nullable Map<ServedClient, Wait> circleFrom(ServedClient first) {
        Map<ServedClient, Wait> circle = new LinkedHashMap<>();
        ServedClient next = first;
        while (next != null && !circle.containsKey(next)) {
            Wait wait = waitOf(next);
            if (wait == null) {
                return null;
            }
            circle.put(next, wait);
            ClientId holder = wait.object().holder(next.id());
            next = holder == null ? null : clients.served(holder);
        }
        return next == first ? circle : null;
    }

    private static @Nullable Wait waitOf(ServedClient client) {
        long number = client.waits();
        SharedObject object = client.waitsAt();
        return object == null ? null : new Wait(object, number);
    }

    private void report(Map<ServedClient, Wait> circle) {
        LOG.warn(
                "deadlock: {}",
                circle.entrySet().stream()
                        .map(entry -> told(entry.getKey(), entry.getValue().object()))
                        .collect(Collectors.joining(", ")));
        listening.deadlock(circle.keySet().stream().map(ServedClient::id).toList());
    }

    private static String told(ServedClient client, SharedObject object) {
        return client + " waits for " + object.repr(Reader.NEWEST) + " held by " + object.holder(client.id());
    }
}
