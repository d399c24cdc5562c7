package io.picklewire.shared;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a table in bytes. They are read in the order in which they need each other: a condition's lock before the
 * condition. Used by one thread.
 */
final class TableSnapshot {
    private final ObjectLookup outside;
    /** The states of the built-in objects that have not been read yet, by ident. */
    private final Map<String, byte[]> states = new HashMap<>();

    private final Map<String, SharedObject> builtIn = new HashMap<>();

    private TableSnapshot(ObjectLookup outside) {
        this.outside = outside;
    }

    private record Saved(Event.Names names, ReferenceCounts references, boolean isBuiltIn) {}

    static byte[] of(List<ObjectEntry> entries) {
        StateWriter out = new StateWriter();
        out.each(entries, entry -> write(entry, out));
        return out.toByteArray();
    }

    private static void write(ObjectEntry entry, StateWriter out) {
        entry.names().write(out);
        entry.references().save(out);
        out.flag(entry.object() instanceof BuiltInObject<?>);
        if (entry.object() instanceof BuiltInObject<?> object) {
            StateWriter state = new StateWriter();
            object.saveWhole(state);
            out.bytes(state.toByteArray());
        }
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @param outside the objects that are not built in; the entries of those that are missing there are left out
     */
    static void read(byte[] snapshot, ObjectLookup outside, Consumer<ObjectEntry> entries) {
        new TableSnapshot(outside).read(new StateReader(snapshot), entries);
    }

    private void read(StateReader in, Consumer<ObjectEntry> entries) {
        List<Saved> saved = in.each(() -> saved(in));
        for (Saved each : saved) {
            String ident = each.names().ident();
            SharedObject object = each.isBuiltIn() ? builtIn(ident) : outside.find(ident);
            if (object != null) {
                entries.accept(new ObjectEntry(each.names(), object, each.references()));
            }
        }
    }

    private Saved saved(StateReader in) {
        Saved saved = new Saved(Event.Names.read(in), ReferenceCounts.restore(in), in.flag());
        if (saved.isBuiltIn()) {
            states.put(saved.names().ident(), in.bytes());
        }
        return saved;
    }

    private @Nullable SharedObject builtIn(String ident) {
        byte[] state = states.remove(ident);
        if (state != null) {
            BuiltInObject<?> object = SharedTypes.read(new StateReader(state), this::builtIn);
            object.named(ident);
            builtIn.put(ident, object);
        }
        return builtIn.get(ident);
    }
}
