package io.picklewire.server;

import io.picklewire.connection.ProcessId;
import io.picklewire.python.PyException;
import io.picklewire.shared.SharedObject;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The shared objects of a server by ident, with their references.
 *
 * <p>An object without references lingers, so that a proxy on its way between processes finds it; after that
 * it goes, unless it is named (then it stays for good) or its proxy is stored in an object that stays.
 * Any thread. Source: CPython's {@code Server.id_to_obj} and {@code id_to_refcount}.
 */
final class ObjectTable {
    /** For who is slow to count a reference of its own, and whose process is not known. */
    private static final long FRESH_GRACE = TimeUnit.SECONDS.toNanos(60);

    private final IdentSource idents;
    private final ObjectLimits limits;
    private final Map<ProcessId, Integer> byCreator = new HashMap<>();
    private final Map<String, ExposedObject> byIdent = new HashMap<>();
    private final Map<SharedObject, ExposedObject> byObject = new HashMap<>();
    private final Set<ExposedObject> permanent = new HashSet<>();
    /** Objects without references, and how often each had been left without when the linger began. */
    private final Map<ExposedObject, Lingering> lingering = new HashMap<>();

    private record Lingering(long abandonment, long deadline) {}

    ObjectTable(IdentSource idents, ObjectLimits limits) {
        this.idents = idents;
        this.limits = limits;
    }

    /**
     * Enters an object, or finds it, and counts one reference.
     *
     * @param creator the process that had it made, if that is known
     * @param now the time in nanoseconds, of a clock that only moves on
     * @throws PyException RuntimeError when there are too many objects
     */
    synchronized ExposedObject add(String typeid, SharedObject object, @Nullable ProcessId creator, long now) {
        if (!byObject.containsKey(object)) {
            checkLimits(creator);
        }
        ExposedObject exposed = enter(typeid, object, creator);
        exposed.retainFresh(creator, now);
        return exposed;
    }

    private void checkLimits(@Nullable ProcessId creator) {
        if (byIdent.size() >= limits.total()) {
            throw PyException.runtimeError(
                    "there are " + byIdent.size() + " objects, the most that the server keeps; let go of some");
        }
        int own = creator == null ? 0 : byCreator.getOrDefault(creator, 0);
        if (own >= limits.byProcess()) {
            throw PyException.runtimeError(
                    "process " + Objects.requireNonNull(creator).pid() + " has made " + own
                            + " objects that are still there, the most that one process may have; let go of some");
        }
    }

    /** Enters an object that lives as long as the server. */
    synchronized void addPermanent(String typeid, SharedObject object) {
        permanent.add(enter(typeid, object, null));
    }

    private ExposedObject enter(String typeid, SharedObject object, @Nullable ProcessId creator) {
        return byObject.computeIfAbsent(object, any -> {
            ExposedObject exposed = new ExposedObject(idents.next(), typeid, object, creator);
            byIdent.put(exposed.ident(), exposed);
            if (creator != null) {
                byCreator.merge(creator, 1, Integer::sum);
            }
            return exposed;
        });
    }

    /** The object with that ident, or null. */
    synchronized @Nullable ExposedObject find(@Nullable String ident) {
        return byIdent.get(ident);
    }

    /** The shared object with that ident, or null. */
    @Nullable
    SharedObject findShared(String ident) {
        ExposedObject found = find(ident);
        return found == null ? null : found.object();
    }

    /** What the object with that ident contains, or null when there is none or it has no value that can be sent. */
    @Nullable
    Object contentOf(String ident) {
        SharedObject found = findShared(ident);
        try {
            return found == null ? null : found.value();
        } catch (PyException e) {
            return null;
        }
    }

    /** Counts a reference; false when there is no such object. */
    synchronized boolean retain(String ident, @Nullable ProcessId process) {
        ExposedObject exposed = byIdent.get(ident);
        if (exposed != null) {
            exposed.retain(process);
        }
        return exposed != null;
    }

    /** Undoes a {@link #retain} by nobody knows whom, who has not learned of it. */
    synchronized void unretain(String ident) {
        ExposedObject exposed = byIdent.get(ident);
        if (exposed != null) {
            exposed.unretain();
        }
    }

    /** Undoes the reference of an {@link #add} by nobody knows whom, who has not learned of it. */
    synchronized void unretainFresh(String ident) {
        ExposedObject exposed = byIdent.get(ident);
        if (exposed != null) {
            exposed.unretainFresh();
        }
    }

    /** Whether it matters which process drops a reference to that object. */
    synchronized boolean isContested(String ident) {
        ExposedObject exposed = byIdent.get(ident);
        return exposed != null && exposed.isContested();
    }

    /** What became of a release. */
    enum Release {
        DONE,
        NO_SUCH_OBJECT,
        NO_REFERENCE
    }

    synchronized Release release(String ident, @Nullable ProcessId process) {
        ExposedObject exposed = byIdent.get(ident);
        if (exposed == null) {
            return Release.NO_SUCH_OBJECT;
        }
        return exposed.release(process) ? Release.DONE : Release.NO_REFERENCE;
    }

    /**
     * Whether a process referred to an object and does not any more; of an object that clients do not know, and one to
     * which it never referred, whether that is so of all objects that it knew.
     */
    synchronized boolean hasDropped(ProcessId process, SharedObject object) {
        ExposedObject exposed = byObject.get(object);
        if (exposed != null && exposed.isKnownTo(process)) {
            return exposed.hasDropped(process);
        }
        List<ExposedObject> known = byIdent.values().stream()
                .filter(each -> each.isKnownTo(process))
                .toList();
        return !known.isEmpty() && known.stream().allMatch(each -> each.hasDropped(process));
    }

    /** How many objects are referred to from outside. */
    synchronized int referenced() {
        return (int) byIdent.values().stream()
                .filter(object -> object.references() > 0)
                .count();
    }

    /** All objects, by ident. */
    synchronized List<ExposedObject> listing() {
        return byIdent.values().stream()
                .sorted(Comparator.comparing(ExposedObject::ident))
                .toList();
    }

    /**
     * Ends the references of processes that are gone, and those that {@code create} left long ago to nobody knows whom.
     *
     * @param now the time in nanoseconds, of a clock that only moves on
     */
    synchronized void forgetDeadProcesses(long now) {
        byIdent.values().forEach(object -> object.forgetFresh(now, FRESH_GRACE));
        Set<ProcessId> known = new HashSet<>();
        byIdent.values().forEach(object -> known.addAll(object.processes()));
        known.removeIf(ProcessId::isAlive);
        for (ProcessId dead : known) {
            byIdent.values().forEach(object -> object.forget(dead));
        }
    }

    /**
     * Lets go of objects that nothing has referred to since {@code linger} nanoseconds: no client, and no object that
     * stays. Those that hold only each other go too.
     *
     * @param now the time in nanoseconds, of a clock that only moves on
     */
    synchronized List<ExposedObject> collect(long now, long linger) {
        Map<ExposedObject, Collection<String>> holders = holders();
        Set<ExposedObject> unreferenced = new HashSet<>();
        byIdent.values().stream()
                .filter(object -> object.references() == 0 && !permanent.contains(object))
                .forEach(unreferenced::add);
        unreferenced.removeAll(heldWithout(unreferenced, holders));
        lingering.keySet().retainAll(unreferenced);
        Set<ExposedObject> due = new HashSet<>(unreferenced);
        due.removeIf(object -> !isDue(object, now, linger));
        // Who lingers keeps what it holds, which may be asked for through it.
        due.removeAll(heldWithout(due, holders));
        due.forEach(this::remove);
        return List.copyOf(due);
    }

    /** The objects in which proxies are stored, and of which objects. */
    private Map<ExposedObject, Collection<String>> holders() {
        Map<ExposedObject, Collection<String>> holders = new HashMap<>();
        for (ExposedObject object : byIdent.values()) {
            Collection<String> stored = object.object().references();
            if (!stored.isEmpty()) {
                holders.put(object, stored);
            }
        }
        return holders;
    }

    private boolean isDue(ExposedObject object, long now, long linger) {
        Lingering since = lingering.get(object);
        if (since != null && since.abandonment() == object.abandonments()) {
            return now - since.deadline() >= 0;
        }
        lingering.put(object, new Lingering(object.abandonments(), now + linger));
        return false;
    }

    private void remove(ExposedObject object) {
        byIdent.remove(object.ident());
        if (object.creator() != null) {
            byCreator.computeIfPresent(object.creator(), (any, count) -> count > 1 ? count - 1 : null);
        }
        byObject.remove(object.object());
        lingering.remove(object);
    }

    /** What is stored in all objects but those, and what is stored in that, and so on. */
    private Set<ExposedObject> heldWithout(Set<ExposedObject> those, Map<ExposedObject, Collection<String>> holders) {
        Set<ExposedObject> held = new HashSet<>();
        Deque<ExposedObject> pending = new ArrayDeque<>(holders.keySet());
        pending.removeAll(those);
        while (!pending.isEmpty()) {
            for (String ident : holders.getOrDefault(pending.pop(), List.of())) {
                ExposedObject inside = byIdent.get(ident);
                if (inside != null && held.add(inside)) {
                    pending.push(inside);
                }
            }
        }
        return held;
    }
}
