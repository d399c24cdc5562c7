package io.picklewire.server;

import io.picklewire.pickle.Dumper;
import io.picklewire.shared.Caller;
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
    private Set<Set<Caller>> reported = Set.of();

    /** One wait of a client; two that are equal are the same. */
    private record Wait(SharedObject object, long number) {}

    DeadlockWatch(Clients clients) {
        this.clients = clients;
    }

    /** Looks for circles once. */
    void look() {
        Set<Set<Caller>> found = new HashSet<>();
        for (ConnectionCaller client : clients.served()) {
            Map<Caller, Wait> circle = circleFrom(client);
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
    private static @Nullable Map<Caller, Wait> circleFrom(ConnectionCaller first) {
        Map<Caller, Wait> circle = new LinkedHashMap<>();
        Caller next = first;
        while (next instanceof ConnectionCaller client && !circle.containsKey(client)) {
            Wait wait = waitOf(client);
            if (wait == null) {
                return null;
            }
            circle.put(client, wait);
            next = wait.object().holder(client);
        }
        return next == first ? circle : null;
    }

    private static @Nullable Wait waitOf(ConnectionCaller client) {
        long number = client.waits();
        SharedObject object = client.waitsAt();
        return object == null ? null : new Wait(object, number);
    }

    private static void report(Map<Caller, Wait> circle) {
        LOG.warn(
                "deadlock: {}",
                circle.entrySet().stream()
                        .map(entry -> told(entry.getKey(), entry.getValue().object()))
                        .collect(Collectors.joining(", ")));
    }

    private static String told(Caller client, SharedObject object) {
        return client + " waits for " + object.repr(Dumper.HIGHEST) + " held by " + object.holder(client);
    }
}
