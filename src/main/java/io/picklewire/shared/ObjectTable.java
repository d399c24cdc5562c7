package io.picklewire.shared;

import io.picklewire.process.ProcessId;
import io.picklewire.protocol.Typeid;
import io.picklewire.python.PyException;
import io.picklewire.shared.ObjectEntry.Lifetime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final boolean isDurable;
    /** What clients that may come back were answered last. */
    private final Map<ClientId, LastAnswers> answers = new ConcurrentHashMap<>();

    /** An empty table, of which no record is kept. */
    public ObjectTable(ObjectLimits limits) {
        this(limits, EventLog.NONE);
    }

    /** An empty table whose events are written down. */
    public ObjectTable(ObjectLimits limits, EventLog log) {
        this(limits, log, false);
    }

    private ObjectTable(ObjectLimits limits, EventLog log, boolean isDurable) {
        this.entries = new ObjectEntries(limits, byIdent, isDurable);
        this.log = isDurable ? remembering(log) : log;
        this.isDurable = isDurable;
    }

    /** Before another event of the object: who asks for an answer finds it, or the call that waits for it. */
    private EventLog remembering(EventLog next) {
        return (event, effects) -> {
            effects.forEach(this::remember);
            next.applied(event, effects);
        };
    }

    /** An empty table that can be read again from what is written of it, whenever the server ends. */
    public static ObjectTable durable(ObjectLimits limits, EventLog log) {
        return new ObjectTable(limits, log, true);
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
                entries.share(event, names, made, lifetime(made), effects);
            }
            effects.applied(event);
        }
    }

    /** Pools end with their workers, which are processes of the server's, or connected to it; a condition ends with its lock. */
    private Lifetime lifetime(BuiltInObject<?> made) {
        boolean isVolatile = made instanceof SharedPool
                || made.together().stream().map(byIdent::get).anyMatch(each -> each != null && !each.isDurable());
        return isVolatile ? Lifetime.VOLATILE : Lifetime.DURABLE;
    }

    void apply(Event.OfObject event, Effects effects) {
        ObjectEntry entry = byIdent.get(event.ident());
        if (entry != null && entry.object() instanceof BuiltInObject<?> object) {
            event.apply(object, effects);
            Effect.Answer answer = effects.lastOfShared();
            if (answer != null) {
                Effect.Answer shared = shared(answer, entry, event);
                effects.replaceLast(shared);
                if (isDurable) {
                    remember(shared);
                }
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
        if (call.resultIdent() != null && byIdent.containsKey(call.resultIdent())) {
            return answer; // it was written whole since, and has been read
        }
        if (call.resultIdent() == null || typeid == null) {
            return answer.with(result instanceof SharedIterator iterator ? iterator.whole() : result);
        }
        try {
            Event.Names names = new Event.Names(call.resultIdent(), typeid, typeid, null);
            synchronized (entries) {
                return answer.with(entries.shared(
                        names, result, entry.isDurable() ? Lifetime.DURABLE : Lifetime.VOLATILE, call.time()));
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

    /** What is to be applied since those processes have ended. */
    public List<Event.OfTable> ended(Set<ProcessId> processes, long time) {
        return read(table -> table.ended(processes, time));
    }

    /** What is to be applied since references that making objects left, to processes that are not known, are older than {@code grace}. */
    public List<Event.OfTable> expired(long grace, long time) {
        return read(table -> table.expired(grace, time));
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
        return read(all -> {
            StateWriter out = new StateWriter();
            out.each(all.sorted(), entry -> out.bytes(TableSnapshot.write(entry)));
            return out.toByteArray();
        });
    }

    /**
     * A table with the state that {@link #snapshot} wrote.
     *
     * @param outside the objects that are outside, by ident; who is missing there is not in the table
     */
    public static ObjectTable restore(byte[] snapshot, ObjectLimits limits, EventLog log, ObjectLookup outside) {
        ObjectTable table = new ObjectTable(limits, log);
        StateReader in = new StateReader(snapshot);
        Iterator<byte[]> each = in.each(in::bytes).iterator();
        table.restore(each, outside);
        return table;
    }

    /**
     * Enters an object for good under a name.
     *
     * @param ident its ident, if it is not there yet
     */
    public ObjectEntry enterNamed(String name, String ident, SharedObject object) {
        SharedObject entered = object instanceof BuiltInObject<?> own ? own.heir() : object;
        return read(all -> all.enter(new Event.Names(ident, name, "", null), entered, Lifetime.NAMED));
    }

    /** The object that was entered for good under that name; null when there is none. */
    public @Nullable ObjectEntry named(String name) {
        return read(all -> all.all().stream()
                .filter(entry -> entry.isNamed() && entry.typeid().equals(name))
                .findFirst()
                .orElse(null));
    }

    /**
     * An object in bytes, with who refers to it now. What is in it is read when the bytes are asked for: no event of it is to be
     * applied between.
     */
    public Supplier<byte[]> stateOf(ObjectEntry entry) {
        synchronized (entries) {
            return TableSnapshot.begun(entry, answersOf(entry), false);
        }
    }

    /** The idents of the objects whose state changes together with that of an object, its own among them. */
    public List<String> together(ObjectEntry entry) {
        return entry.object() instanceof BuiltInObject<?> object ? object.together() : List.of(entry.ident());
    }

    /** The idents of the objects that {@link #restore} must have when it reads an object; it reads without those that are gone. */
    public List<String> needs(ObjectEntry entry) {
        return entry.object() instanceof BuiltInObject<?> object ? object.needs() : List.of();
    }

    /** Whether a client that cannot come back waits at an object, holds something there, or has something on its way from there. */
    public boolean hasClients(ObjectEntry entry) {
        return entry.object() instanceof BuiltInObject<?> object
                && object.clients().stream().anyMatch(client -> !client.isResumable());
    }

    /** The clients that may come back, and the objects where they wait or hold something. */
    public Map<ClientId, Set<String>> resumableClients() {
        Map<ClientId, Set<String>> found = new HashMap<>();
        for (ObjectEntry entry : byIdent.values()) {
            if (entry.object() instanceof BuiltInObject<?> object) {
                object.clients().stream().filter(ClientId::isResumable).forEach(client -> found.computeIfAbsent(
                                client, any -> new HashSet<>())
                        .add(entry.ident()));
            }
        }
        return found;
    }

    /** What a client that may come back was answered last, if that was the answer to that request; null otherwise. */
    public Effect.@Nullable Answer answerTo(ClientId client, long ticket) {
        LastAnswers last = client.isResumable() ? answers.get(client) : null;
        return last == null ? null : last.to(ticket);
    }

    /** Until when the call of a client with that number waits at an object; empty when it does not. */
    public OptionalLong deadlineOf(ObjectEntry entry, ClientId client, long ticket) {
        return entry.object() instanceof BuiltInObject<?> object
                ? object.deadlineOf(client, ticket)
                : OptionalLong.empty();
    }

    /** What a client that may come back was answered last. */
    public List<Effect.Answer> answersTo(ClientId client) {
        LastAnswers last = answers.get(client);
        return last == null ? List.of() : last.all();
    }

    /** The number of the call with which a client waits at an object; empty when it does not. */
    public OptionalLong waitOf(String ident, ClientId client) {
        return findShared(ident) instanceof BuiltInObject<?> object ? object.waitOf(client) : OptionalLong.empty();
    }

    /** Whether a client holds something at an object, so that it is missed when the client is gone. */
    public boolean isHolder(String ident, ClientId client) {
        return findShared(ident) instanceof BuiltInObject<?> object && object.isHolder(client);
    }

    /** Forgets what a client was answered, up to a request. */
    public void forgetAnswers(ClientId client, long ticket) {
        LastAnswers last = answers.get(client);
        if (last != null) {
            last.forget(ticket);
        }
    }

    /** Forgets what clients were answered that do not come back. */
    public void forgetAnswers(Predicate<ClientId> gone) {
        answers.keySet().removeIf(gone);
    }

    private List<Effect.Answer> answersOf(ObjectEntry entry) {
        return answers.values().stream()
                .flatMap(last -> last.all().stream())
                .filter(answer -> answer.ident().equals(entry.ident()))
                .toList();
    }

    private void remember(Effect effect) {
        if (effect instanceof Effect.Answer answer
                && answer.client().isResumable()
                && !(answer.value() instanceof SharedObject)) { // which gets its ident first
            answers.computeIfAbsent(answer.client(), client -> new LastAnswers(client.window()))
                    .add(answer);
        }
    }

    /** Whether an event may change something that is to be there again when the server has been started again. */
    public boolean changesDurably(Event event) {
        if (event instanceof Event.Created created) {
            return !created.names().type().equals(Typeid.POOL.python()) && mayBeMade(created.names());
        }
        ObjectEntry entry = byIdent.get(identOf(event));
        return entry != null
                && entry.isDurable()
                && !(entry.isNamed() && isOfReferences(event))
                && !(event instanceof Event.Called call
                        && entry.object() instanceof BuiltInObject<?> object
                        && !object.isChangedBy(call));
    }

    /**
     * An object that was there before the start takes over what the application says now, such as a queue's size.
     *
     * @return whether that changed anything
     * @throws PyException TypeError when it is of another type
     */
    public static boolean adopt(SharedObject known, SharedObject given) {
        return ((BuiltInObject<?>) known).adopt((BuiltInObject<?>) given);
    }

    /** The ident of the object that an event is about; of one that is entered again, the one that it has. */
    public static String identOf(Event event) {
        return event instanceof Event.Entered entered && entered.object() instanceof BuiltInObject<?> object
                ? object.ident()
                : event.ident();
    }

    /** How many objects there may be from now on. */
    public void limit(ObjectLimits most) {
        synchronized (entries) {
            entries.limit(most);
        }
    }

    /** The objects from which something is lent longer than it may be. */
    public List<Event> expiredLeases(long time) {
        return byIdent.values().stream()
                .filter(entry -> entry.object() instanceof BuiltInObject<?> object && object.hasExpiredLeases(time))
                .<Event>map(entry -> new Event.LeasesExpired(entry.ident(), time))
                .toList();
    }

    /** The objects that processes refer to which are not known. */
    public Set<String> referredToFromAfar() {
        return read(all -> all.all().stream()
                .filter(entry -> entry.references().hasUnknown())
                .map(ObjectEntry::ident)
                .collect(Collectors.toSet()));
    }

    /** An object that stays for good need not know after a restart who referred to it. */
    private static boolean isOfReferences(Event event) {
        return event instanceof Event.OfTable;
    }

    private boolean mayBeMade(Event.Names names) {
        try {
            synchronized (entries) {
                entries.checkLimits(names.process());
                return true;
            }
        } catch (PyException tooMany) {
            return false;
        }
    }

    /** Reads objects that {@link #stateOf} wrote. */
    public void restore(Iterator<byte[]> states) {
        restore(states, ident -> null);
    }

    private void restore(Iterator<byte[]> states, ObjectLookup outside) {
        TableSnapshot reading = new TableSnapshot(outside, entries::restore, this::remember);
        states.forEachRemaining(reading::read);
        reading.finish();
    }
}
