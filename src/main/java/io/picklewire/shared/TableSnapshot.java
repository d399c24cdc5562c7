package io.picklewire.shared;

import io.picklewire.shared.ObjectEntry.Lifetime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads entries of a table that {@link #write} wrote. Objects that need others are read after those: a condition after its
 * lock. Used by one thread.
 */
final class TableSnapshot {
    /** The types of objects that need others, by their names in snapshots. */
    private static final Set<String> DEPENDENT =
            Set.of("SharedCondition", "SharedIterator", "SharedResult", "SharedResults", SharedTypes.DEAD_ITEMS);

    private final ObjectLookup outside;
    private final Consumer<ObjectEntry> entries;
    private final Consumer<Effect.Answer> answers;
    private final Map<String, ObjectEntry> found = new HashMap<>();
    private final Map<String, SharedObject> builtIn = new HashMap<>();
    private final List<StoredAnswer> lastAnswers = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();

    /**
     * Reads into {@code entries}, and into {@code answers} what clients that may come back were answered last.
     *
     * @param outside the objects that are not built in; the entries of those that are missing there are left out
     */
    TableSnapshot(ObjectLookup outside, Consumer<ObjectEntry> entries, Consumer<Effect.Answer> answers) {
        this.outside = outside;
        this.entries = entries;
        this.answers = answers;
    }

    /** Writes an entry. */
    static byte[] write(ObjectEntry entry) {
        return begun(entry, List.of(), true).get();
    }

    /**
     * Writes all of an entry but its object; the object is written when that is asked for.
     *
     * @param last what clients that may come back were answered last of that object
     * @param namesClients whether clients are written with their names
     */
    static Supplier<byte[]> begun(ObjectEntry entry, List<Effect.Answer> last, boolean namesClients) {
        StateWriter out = new StateWriter(namesClients);
        entry.names().write(out);
        out.text(entry.lifetime().name());
        entry.references().save(out);
        out.each(last, answer -> StoredAnswer.write(answer, out));
        out.flag(entry.object() instanceof BuiltInObject<?>);
        return () -> {
            if (entry.object() instanceof BuiltInObject<?> object) {
                object.saveWhole(out);
            }
            return out.toByteArray();
        };
    }

    /** Reads an entry, at once or at the end. */
    void read(byte[] entry) {
        StateReader in = new StateReader(entry);
        Event.Names names = Event.Names.read(in);
        Lifetime lifetime = Lifetime.valueOf(in.text());
        ReferenceCounts references = ReferenceCounts.restore(in);
        List<StoredAnswer> last = in.each(() -> StoredAnswer.read(in));
        last.forEach(lastAnswers::add);
        if (!in.flag()) {
            SharedObject object = outside.find(names.ident());
            if (object != null) {
                accept(new ObjectEntry(names, object, lifetime, references));
            }
            return;
        }
        String type = in.text();
        Runnable reading = () -> {
            BuiltInObject<?> object = SharedTypes.read(type, in, builtIn::get);
            object.named(names.ident());
            builtIn.put(names.ident(), object);
            accept(new ObjectEntry(names, object, lifetime, references));
        };
        if (DEPENDENT.contains(type)) {
            later.add(reading);
        } else {
            reading.run();
        }
    }

    private void accept(ObjectEntry entry) {
        found.put(entry.ident(), entry);
        entries.accept(entry);
    }

    /** Reads what was left for the end. */
    void finish() {
        later.forEach(Runnable::run);
        for (StoredAnswer each : lastAnswers) {
            Effect.Answer answer = each.answer(found::get);
            if (answer != null) {
                answers.accept(answer);
            }
        }
    }
}
