package io.picklewire.server;

import io.picklewire.python.PyException;
import io.picklewire.server.EventStore.Events;
import io.picklewire.shared.Effects;
import io.picklewire.shared.Event;
import io.picklewire.shared.EventRecord;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.ObjectLimits;
import io.picklewire.shared.ObjectTable;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.SharedQueue;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a table what it was when the server ended, from what a store has of it. Used once, by one thread. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    /** So many clients may have been served by a server since it was started. */
    private static final int CLIENT_BITS = 40;
    /** What was made once is there again, whatever is allowed now. */
    private static final ObjectLimits NO_LIMITS = new ObjectLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final EventStore.Opened store;
    private final boolean isSynchronous;
    private final ObjectTable objects;
    private final Journal journal;
    private final int found;
    private long lastTime;

    /**
     * Reads what is there.
     *
     * @param isSynchronous whether writing waits for the device
     * @throws StoreException when what is there cannot be read
     */
    Recovery(EventStore.Opened store, boolean isSynchronous, ServerSettings settings) {
        this.store = store;
        this.isSynchronous = isSynchronous;
        this.objects = ObjectTable.durable(NO_LIMITS, settings.log());
        this.journal = new Journal(store, objects, settings.leastBytes());
        ServedClient.startAfter(store.openings() << CLIENT_BITS);
        read();
        this.found = objects.listing().size();
        objects.limit(settings.limits());
        journal.dropGone();
    }

    /** Says so when the server listens. */
    void report() {
        if (found > 0) {
            LOG.info("{} {} there again", found, found == 1 ? "object is" : "objects are");
        }
    }

    /** Tells the store from others. */
    String storeId() {
        return store.id();
    }

    /** The objects as they were. */
    ObjectTable objects() {
        return objects;
    }

    /** What goes on writing, and has told the objects already that their clients are gone. */
    JournaledRouter router(DirectRouter direct) {
        JournaledRouter router = new JournaledRouter(direct, objects, journal, isSynchronous);
        tell(router);
        router.await(objects.referredToFromAfar());
        return router;
    }

    /** The time of the last event. */
    long lastTime() {
        return lastTime;
    }

    private void read() {
        try {
            objects.restore(store.objects());
            objects.listing().forEach(journal::read);
            Effects effects = objects.newEffects();
            Iterator<Events> rows = store.events();
            while (rows.hasNext()) {
                apply(rows.next(), effects);
            }
        } catch (UncheckedIOException
                | IllegalStateException
                | NoSuchElementException
                | IndexOutOfBoundsException
                | NullPointerException
                | NegativeArraySizeException e) {
            throw new StoreException(
                    "what is stored cannot be read: it is damaged, or was not written by this program: " + e, e);
        }
    }

    private void apply(Events row, Effects effects) {
        List<Event> events = new ArrayList<>(1);
        for (EventRecord event : EventRecord.readAll(row.events())) {
            Event read = event.read(objects::findShared);
            events.add(read);
            lastTime = read.time();
            objects.apply(read, effects);
            effects.drain(effect -> {});
        }
        journal.read(row, events);
    }

    /**
     * Enters the objects that the application shares by name, or finds those that are there by that name.
     *
     * @return what is shared, by name
     * @throws StoreException when another type of object is there by that name
     */
    Map<String, SharedObject> name(Map<String, SharedObject> named) {
        IdentSource idents = new IdentSource(new SecureRandom());
        Map<String, SharedObject> shared = new HashMap<>();
        named.forEach((name, object) -> {
            ObjectEntry known = objects.named(name);
            if (known == null) {
                known = objects.enterNamed(name, idents.next(), object);
                journal.writeNow(known);
            } else if (adopt(name, known.object(), object)) {
                journal.writeNow(known);
            }
            shared.put(name, known.object());
            if (known.object() instanceof SharedQueue queue && queue.dead() != null) {
                shared.putIfAbsent(
                        name + ManagerServerBuilder.DEAD, queue.dead()); // also of one that does not lend any more
            }
        });
        return shared;
    }

    private static boolean adopt(String name, SharedObject known, SharedObject given) {
        try {
            return ObjectTable.adopt(known, given);
        } catch (PyException e) {
            throw new StoreException("'" + name + "' " + e.getMessage(), e);
        }
    }

    /** Tells the objects that the clients which they had are gone, and processes too. */
    private void tell(CallRouter router) {
        EventClock clock = new EventClock(lastTime);
        for (ObjectEntry entry : objects.listing()) {
            if (entry.isDurable() && objects.hasClients(entry)) {
                router.submit(new Event.Restarted(entry.ident(), clock.time()), Recipient.NOBODY);
            }
        }
        if (!store.isSameBoot()) {
            objects.ended(new HashSet<>(objects.processes()), clock.time())
                    .forEach(event -> router.submit(event, Recipient.NOBODY));
        }
    }
}
