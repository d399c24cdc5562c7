package io.picklewire.connection;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waiting for any of several connections. */
final class Readiness {
    private Readiness() {}

    /** Those that can be received from without waiting, in the order given; none when the time is up. */
    static List<Connection> await(List<Connection> connections, Deadline deadline) throws IOException {
        List<Connection> ready = ready(connections);
        if (ready.isEmpty() && deadline.nanosLeft() > 0) {
            ready = watch(connections, deadline);
        }
        if (ready.isEmpty()) {
            // A message may be in the operating system's hands, where Python would see it.
            CompletableFuture<?>[] inboxes = connections.stream()
                    .map(connection -> connection.inbox().caughtUp())
                    .toArray(CompletableFuture<?>[]::new);
            Wait.until(CompletableFuture.allOf(inboxes), "polling");
            ready = ready(connections);
        }
        return ready;
    }

    private static List<Connection> watch(List<Connection> connections, Deadline deadline) throws IOException {
        Semaphore changes = new Semaphore(0);
        Runnable watcher = changes::release;
        connections.forEach(connection -> connection.inbox().watch(watcher));
        try {
            List<Connection> ready = ready(connections);
            while (ready.isEmpty() && changes.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                changes.drainPermits();
                ready = ready(connections);
            }
            return ready;
        } catch (InterruptedException interrupt) {
            throw Wait.interrupted("polling");
        } finally {
            connections.forEach(connection -> connection.inbox().unwatch(watcher));
        }
    }

    private static List<Connection> ready(List<Connection> connections) {
        return connections.stream()
                .filter(connection -> connection.inbox().isReady())
                .toList();
    }
}
