package io.picklewire.shared;

import io.picklewire.process.ProcessId;
import io.picklewire.python.PyException;
import io.picklewire.shared.ObjectEntry.Lifetime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a table by their idents, and what the table's events make of them. Guarded by the table. Source: CPython's
 * {@code Server.id_to_obj} and {@code id_to_refcount}.
 */
final class ObjectEntries {
    private ObjectLimits limits;
    private final boolean isDurable;
    private final Map<ProcessId, Integer> byCreator = new HashMap<>();
    private final Map<String, ObjectEntry> byIdent;
    private final Map<SharedObject, ObjectEntry> byObject = new HashMap<>();

    /**
     * No objects.
     *
     * @param byIdent can be read by any thread; it is changed here alone
     * @param isDurable whether the objects that are not volatile are to be there again whenever the server ends
     */
    ObjectEntries(ObjectLimits limits, Map<String, ObjectEntry> byIdent, boolean isDurable) {
        this.limits = limits;
        this.isDurable = isDurable;
        this.byIdent = byIdent;
    }

    void limit(ObjectLimits most) {
        limits = most;
    }

    void entered(Event.Entered event, Effects effects) {
        share(event, event.names(), event.object(), Lifetime.VOLATILE, effects);
    }

    void share(Event.Asked event, Event.Names names, SharedObject object, Lifetime lifetime, Effects effects) {
        try {
            effects.answer(event, shared(names, object, lifetime, event.time()));
        } catch (PyException e) {
            effects.fail(event, e);
        }
    }

    /**
     * Enters an object, or finds it, and counts one reference.
     *
     * @throws PyException RuntimeError when there are too many objects
     */
    ObjectEntry shared(Event.Names names, SharedObject object, Lifetime lifetime, long time) {
        if (!byObject.containsKey(object)) {
            checkLimits(names.process());
        }
        return retainFresh(enter(names, object, lifetime), names, time);
    }

    /** Enters an object that is not there yet; of one that is there, gives the entry. */
    ObjectEntry enter(Event.Names names, SharedObject object, Lifetime lifetime) {
        return byObject.computeIfAbsent(object, any -> {
            ObjectEntry entry = new ObjectEntry(names, object, lifetime);
            if (object instanceof BuiltInObject<?> builtIn) {
                builtIn.named(entry.ident());
            }
            put(entry);
            return entry;
        });
    }

    private void put(ObjectEntry entry) {
        if (isDurable && entry.isDurable() && entry.object() instanceof BuiltInObject<?> builtIn) {
            builtIn.rememberDeliveries();
        }
        byIdent.put(entry.ident(), entry);
        if (entry.creator() != null) {
            byCreator.merge(entry.creator(), 1, Integer::sum);
        }
    }

    private static ObjectEntry retainFresh(ObjectEntry entry, Event.Names names, long time) {
        entry.references().retainFresh(names.process(), time);
        return entry;
    }

    void checkLimits(@Nullable ProcessId creator) {
        if (byIdent.size() >= limits.total()) {
            throw PyException.runtimeError(
                    "there are " + byIdent.size() + " objects, the most that the server keeps; let go of some");
        }
        int own = creator == null ? 0 : byCreator.getOrDefault(creator, 0);
        if (creator != null && own >= limits.byProcess()) {
            throw PyException.runtimeError("process " + creator.pid() + " has made " + own
                    + " objects that are still there, the most that one process may have; let go of some");
        }
    }

    void retained(Event.Retained event, Effects effects) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry == null) {
            effects.fail(event, PyException.keyError(event.ident()));
        } else {
            entry.references().retain(event.process());
            effects.answer(event, null);
        }
    }

    void released(Event.Released event, Effects effects) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry == null) {
            effects.fail(event, PyException.keyError(event.ident()));
        } else if (!entry.references().release(event.process()) && !entry.isNamed()) {
            effects.fail(event, PyException.assertionError("Id " + event.ident() + " has refcount 0, not 1+"));
        } else {
            effects.answer(event, null);
        }
    }

    void unretained(Event.Unretained event) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry != null && event.isFresh()) {
            entry.references().unretainFresh();
        } else if (entry != null) {
            entry.references().unretain();
        }
    }

    void processesEnded(Event.ProcessesEnded event) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry != null) {
            event.processes().forEach(entry.references()::forget);
        }
    }

    void freshExpired(Event.FreshExpired event) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry != null) {
            entry.references().forgetFresh(event.time(), event.grace());
        }
    }

    void unknownEnded(Event.UnknownEnded event) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry != null) {
            entry.references().forgetUnknown();
        }
    }

    /** What is to be told of processes that have ended: an event for each object that one of them refers to. */
    List<Event.OfTable> ended(Set<ProcessId> processes, long time) {
        List<Event.OfTable> events = new ArrayList<>();
        for (ObjectEntry entry : byIdent.values()) {
            List<ProcessId> concerned = entry.references().processes().stream()
                    .filter(processes::contains)
                    .toList();
            if (!concerned.isEmpty()) {
                events.add(new Event.ProcessesEnded(entry.ident(), concerned, time));
            }
        }
        return events;
    }

    /** An event for each object with a reference that making it left, to a process that is not known, longer than {@code grace} ago. */
    List<Event.OfTable> expired(long grace, long time) {
        List<Event.OfTable> events = new ArrayList<>();
        for (ObjectEntry entry : byIdent.values()) {
            if (entry.references().hasExpired(time, grace)) {
                events.add(new Event.FreshExpired(entry.ident(), grace, time));
            }
        }
        return events;
    }

    void collected(Event.Collected event, Effects effects) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry == null
                || entry.references().references() > 0
                || entry.references().abandonments() != event.abandonments()) {
            effects.applied(event);
            return;
        }
        byIdent.remove(entry.ident());
        byObject.remove(entry.object());
        if (entry.creator() != null) {
            byCreator.computeIfPresent(entry.creator(), (any, count) -> count > 1 ? count - 1 : null);
        }
        if (entry.object() instanceof BuiltInObject<?> builtIn) {
            builtIn.change(event, effects, builtIn::gone);
        } else {
            effects.applied(event);
        }
    }

    Collection<ObjectEntry> all() {
        return byIdent.values();
    }

    /** All processes that refer to objects. */
    Set<ProcessId> processes() {
        Set<ProcessId> processes = new HashSet<>();
        byIdent.values().forEach(entry -> processes.addAll(entry.references().processes()));
        return processes;
    }

    /** Takes up an entry that was read from a snapshot. */
    void restore(ObjectEntry entry) {
        put(entry);
        byObject.put(entry.object(), entry);
    }

    List<ObjectEntry> sorted() {
        List<ObjectEntry> sorted = new ArrayList<>(byIdent.values());
        sorted.sort((a, b) -> a.ident().compareTo(b.ident()));
        return sorted;
    }
}
