package io.picklewire.server;

import io.picklewire.pickle.Reader;
import io.picklewire.process.ProcessId;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.ObjectTable;
import io.picklewire.shared.SharedObject;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that are gone and left a lock or a permit held. What a thread or process left held as it ended stays so, as with
 * CPython, where another may release it; what a killed process held is released, and what a client held whose relay is gone.
 *
 * <p>A process that ends drops its references first ({@code BaseProxy._decref}, a finalizer); one that is killed does not.
 * The connections of a killed process may end some time before the process has. Any thread.
 */
final class Departures {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private final ObjectTable objects;
    private final Clients clients;
    private final CallRouter router;
    private final EventClock clock;
    /** What is held by clients whose processes live on, as far as is known. */
    private final Queue<Departure> held = new ConcurrentLinkedQueue<>();

    private final Runnable lookSoon;

    private record Departure(ServedClient client, ProcessId process, String ident) {}

    /** @param lookSoon has {@link #look} called a moment later, and once more */
    Departures(ObjectTable objects, Clients clients, CallRouter router, EventClock clock, Runnable lookSoon) {
        this.objects = objects;
        this.clients = clients;
        this.router = router;
        this.clock = clock;
        this.lookSoon = lookSoon;
    }

    /** A client is served from now on. */
    void arrived(ServedClient client) {
        clients.add(client);
    }

    /**
     * A client's connection has ended.
     *
     * @param waitedAt where a call of its own was under way; null when none was
     */
    void left(ServedClient client, @Nullable ObjectEntry waitedAt) {
        client.close();
        Set<String> concerned = client.concerned();
        if (waitedAt != null) {
            concerned.add(waitedAt.ident());
        }
        if (concerned.isEmpty()) {
            clients.remove(client);
            return;
        }
        AtomicInteger open = new AtomicInteger(concerned.size());
        for (String ident : concerned) {
            router.submit(new Event.Departed(client.id(), ident, clock.time()), new Recipient() {
                @Override
                public void receive(Effect effect, @Nullable Event cause) {
                    client.receive(effect, cause);
                }

                @Override
                public void applied(Event event) {
                    if (open.decrementAndGet() == 0) {
                        departed(client);
                    }
                }
            });
        }
    }

    /** All objects have been told that the client's connection has ended. */
    private void departed(ServedClient client) {
        List<String> left = client.held();
        if (left.isEmpty()) {
            clients.remove(client);
            return;
        }
        if (client.isLost()) {
            left.forEach(ident -> kill(client, ident));
            return;
        }
        client.process()
                .thenAccept(found -> found.ifPresentOrElse(
                        process -> left.forEach(ident -> add(new Departure(client, process, ident))),
                        () -> left.forEach(ident -> kill(client, ident))));
    }

    private void kill(ServedClient client, String ident) {
        router.submit(new Event.Killed(client.id(), ident, clock.time()), client);
        removeIfDone(client);
    }

    private void add(Departure departure) {
        if (!isSettled(departure)) {
            held.add(departure);
            lookSoon.run();
        }
    }

    /** Looks once whether more is known now. */
    void look() {
        held.removeIf(this::isSettled);
    }

    private boolean isSettled(Departure departure) {
        ServedClient client = departure.client();
        String ident = departure.ident();
        SharedObject object = objects.findShared(ident);
        if (!client.holds(ident) || object == null) { // another has released it
            removeIfDone(client);
            return true;
        }
        // In this order: who ends drops its references before.
        boolean isAlive = departure.process().isAlive();
        if (objects.hasDropped(departure.process(), ident)) {
            LOG.info("left held by {}: {}; another may release it", client, object.repr(Reader.NEWEST));
            clients.remove(client);
            return true;
        }
        if (!isAlive) {
            LOG.info("released for {}, killed: {}", client, object.repr(Reader.NEWEST));
            kill(client, ident);
        }
        return !isAlive;
    }

    private void removeIfDone(ServedClient client) {
        if (client.held().isEmpty()) {
            clients.remove(client);
        }
    }
}
