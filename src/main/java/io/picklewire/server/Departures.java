package io.picklewire.server;

import io.picklewire.connection.ProcessId;
import io.picklewire.pickle.Dumper;
import io.picklewire.shared.SharedObject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that are gone and left a lock or a permit held. What a thread or process left held as it ended stays so, as with
 * CPython, where another may release it; what a killed process held is released.
 *
 * <p>A process that ends drops its references first ({@code BaseProxy._decref}, a finalizer); one that is killed does not.
 * The connections of a killed process may end some time before the process has. Any thread.
 */
final class Departures {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private final ObjectTable objects;
    /** What is held by clients whose processes live on, as far as is known. */
    private final Queue<Departure> held = new ConcurrentLinkedQueue<>();

    private final Runnable lookSoon;

    private record Departure(ConnectionCaller client, ProcessId process, SharedObject object) {}

    /** @param lookSoon has {@link #look} called a moment later, and once more */
    Departures(ObjectTable objects, Runnable lookSoon) {
        this.objects = objects;
        this.lookSoon = lookSoon;
    }

    /** A client's connection has ended. */
    void add(ConnectionCaller client) {
        List<SharedObject> left = client.close();
        if (!left.isEmpty()) {
            client.process()
                    .thenAccept(found -> found.ifPresentOrElse(
                            process -> left.forEach(object -> add(new Departure(client, process, object))),
                            () -> left.forEach(object -> object.leave(client))));
        }
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
        SharedObject object = departure.object();
        ConnectionCaller client = departure.client();
        if (!object.depart(client)) {
            return true; // another has released it
        }
        // In this order: who ends drops its references before.
        boolean isAlive = departure.process().isAlive();
        if (objects.hasDropped(departure.process(), object)) {
            LOG.info("left held by {}: {}; another may release it", client, object.repr(Dumper.HIGHEST));
            return true;
        }
        if (!isAlive) {
            LOG.info("released for {}, killed: {}", client, object.repr(Dumper.HIGHEST));
            object.leave(client);
        }
        return !isAlive;
    }
}
