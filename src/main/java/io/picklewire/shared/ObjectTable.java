package io.picklewire.shared;

import io.picklewire.process.ProcessId;
import io.picklewire.python.PyException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The shared objects of a server: a state machine. {@link Event}s change it, one after the other for each object, and
 * {@link Effects} come of them; nothing else goes in or out. Objects that are outside ({@link OutsideObject}) have an ident
 * and references here, and no more.
 *
 * <p>Thread rule: any thread. Events of different objects may be applied at the same time.
 */
public final class ObjectTable {
    private final Map<String, ObjectEntry> byIdent = new ConcurrentHashMap<>();
    private final ObjectEntries entries;

    private final EventLog log;

    /** An empty table, of which no record is kept. */
    public ObjectTable(ObjectLimits limits) {
        this(limits, EventLog.NONE);
    }

    /** An empty table whose events are written down. */
    public ObjectTable(ObjectLimits limits, EventLog log) {
        this.entries = new ObjectEntries(limits, byIdent);
        this.log = log;
    }

    /** A collector for {@link #apply}. */
    public Effects newEffects() {
        return new Effects(log);
    }

    /**
     * Applies an event; what comes of it is added to {@code effects}.
     *
     * @throws io.picklewire.python.Budget.Exceeded when that takes longer than the thread has time for, before anything is
     *     changed
     */
    public void apply(Event event, Effects effects) {
        event.apply(this, effects);
    }

    void apply(Event.OfTable event, Effects effects) {
        synchronized (entries) {
            event.apply(entries, effects);
            effects.applied(event);
        }
    }

    void collected(Event.Collected event, Effects effects) {
        synchronized (entries) {
            entries.collected(event, effects);
        }
    }

    /** The object is made before the table is locked: it may take long. */
    void created(Event.Created event, Effects effects) {
        BuiltInObject<?> made = null;
        PyException failure = null;
        Event.Names names = event.names();
        try {
            made = SharedTypes.create(names.type(), event.args(), event.kwargs(), event.contents(), this::findShared);
        } catch (PyException e) {
            failure = e;
        }
        synchronized (entries) {
            if (made == null) {
                effects.fail(event, Objects.requireNonNull(failure));
            } else {
                entries.share(event, names, made, effects);
            }
            effects.applied(event);
        }
    }

    void apply(Event.OfObject event, Effects effects) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry != null && entry.object() instanceof BuiltInObject<?> object) {
            event.apply(object, effects);
            Effect.Answer answer = effects.lastOfShared();
            if (answer != null) {
                effects.replaceLast(shared(answer, entry, event));
            }
        } else if (event instanceof Event.Asked asked) {
            effects.fail(asked, PyException.keyError(event.ident()));
        }
    }

    /** A result that is itself shared gets the ident that the event has for it. */
    private Effect.Answer shared(Effect.Answer answer, ObjectEntry entry, Event.OfObject event) {
        if (!(answer.value() instanceof SharedObject result) || !(event instanceof Event.Called call)) {
            return answer;
        }
        String typeid = entry.object().methodToTypeid().get(call.request().method());
        if (call.resultIdent() == null || typeid == null) {
            return answer.with(result instanceof SharedIterator iterator ? iterator.whole() : result);
        }
        try {
            Event.Names names = new Event.Names(call.resultIdent(), typeid, typeid, null);
            synchronized (entries) {
                return answer.with(entries.shared(names, result, call.time()));
            }
        } catch (PyException e) {
            return Effect.Answer.ofFailure(call, e);
        }
    }

    /** The object with that ident, or null. */
    public @Nullable ObjectEntry find(@Nullable String ident) {
        return ident == null ? null : byIdent.get(ident);
    }

    /** The same without what clients know of it. */
    public @Nullable SharedObject findShared(String ident) {
        ObjectEntry found = byIdent.get(ident);
        return found == null ? null : found.object();
    }

    /** What the object with that ident contains, or null when there is none or it has no value that can be sent. */
    public @Nullable Object contentOf(String ident) {
        SharedObject found = findShared(ident);
        try {
            return found == null ? null : found.value();
        } catch (PyException e) {
            return null;
        }
    }

    /** Whether it matters which process drops a reference to that object. */
    public boolean isContested(String ident) {
        synchronized (entries) {
            ObjectEntry entry = byIdent.get(ident);
            return entry != null && entry.references().isContested();
        }
    }

    /** How many references clients have to an object. */
    public int references(ObjectEntry entry) {
        synchronized (entries) {
            return entry.references().references();
        }
    }

    /** How many objects clients refer to. */
    public int referenced() {
        synchronized (entries) {
            return (int) entries.all().stream()
                    .filter(entry -> entry.references().references() > 0)
                    .count();
        }
    }

    /** All objects, by ident. */
    public List<ObjectEntry> listing() {
        synchronized (entries) {
            return entries.sorted();
        }
    }

    /** The processes that refer to objects. */
    public Set<ProcessId> processes() {
        synchronized (entries) {
            return entries.processes();
        }
    }

    /**
     * Whether a process has dropped its references to an object. Where it never had any, whether it has dropped those to all
     * objects that it knew.
     */
    public boolean hasDropped(ProcessId process, String ident) {
        synchronized (entries) {
            ObjectEntry entry = byIdent.get(ident);
            if (entry != null && entry.references().isKnownTo(process)) {
                return entry.references().hasDropped(process);
            }
            List<ObjectEntry> known = entries.all().stream()
                    .filter(each -> each.references().isKnownTo(process))
                    .toList();
            return !known.isEmpty()
                    && known.stream().allMatch(each -> each.references().hasDropped(process));
        }
    }

    /** Reads the table while none of its own events is applied. */
    <R> R read(Function<ObjectEntries, R> reading) {
        synchronized (entries) {
            return reading.apply(entries);
        }
    }

    /**
     * The whole state in bytes: tables with the same state give the same. No event is to be applied meanwhile. Of an object
     * that is outside, only who refers to it is there.
     */
    public byte[] snapshot() {
        return read(entries -> TableSnapshot.of(entries.sorted()));
    }

    /**
     * A table with the state that {@link #snapshot} wrote.
     *
     * @param outside the objects that are outside, by ident; who is missing there is not in the table
     */
    public static ObjectTable restore(byte[] snapshot, ObjectLimits limits, EventLog log, ObjectLookup outside) {
        ObjectTable table = new ObjectTable(limits, log);
        TableSnapshot.read(snapshot, outside, table.entries::restore);
        return table;
    }
}
