package io.picklewire.server;

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

    DeadlockWatch(Clients clients) {
        this.clients = clients;
    }

    /** Looks for circles once. */
    void look() {
        Set<Set<Caller>> found = new HashSet<>();
        for (ConnectionCaller client : clients.served()) {
            if (client.waitsAt() != null) {
                Map<Caller, SharedObject> circle = circleFrom(client);
                if (circle != null && found.add(Set.copyOf(circle.keySet())) && !reported.contains(circle.keySet())) {
                    report(circle);
                }
            }
        }
        reported = found;
    }

    /** The clients that wait in turn for the first, that one included, and where each waits; null if none do. */
    private static @Nullable Map<Caller, SharedObject> circleFrom(ConnectionCaller first) {
        Map<Caller, SharedObject> circle = new LinkedHashMap<>();
        Caller next = first;
        while (next instanceof ConnectionCaller client && !circle.containsKey(client)) {
            SharedObject object = client.waitsAt();
            if (object == null) {
                return null;
            }
            circle.put(client, object);
            next = object.holder(client);
        }
        return next == first ? circle : null;
    }

    private static void report(Map<Caller, SharedObject> circle) {
        String chain = circle.entrySet().stream()
                .map(wait -> wait.getKey() + " waits for " + wait.getValue().repr(3))
                .collect(Collectors.joining(", whose owner "));
        LOG.warn("deadlock: {}, whose owner is the first", chain);
    }
}
