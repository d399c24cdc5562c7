package io.picklewire.shared;

import io.picklewire.process.ProcessId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shared object as clients know it: its ident, what they may call, and who refers to it. Any thread.
 */
public final class ObjectEntry {
    private final Event.Names names;
    private final SharedObject object;
    private final List<String> exposed;
    private final Set<String> callable;
    /** Guarded by the table. */
    private final ReferenceCounts references;

    ObjectEntry(Event.Names names, SharedObject object) {
        this(names, object, new ReferenceCounts());
    }

    ObjectEntry(Event.Names names, SharedObject object, ReferenceCounts references) {
        this.names = names;
        this.object = object;
        this.references = references;
        this.exposed = List.copyOf(object.exposed());
        this.callable = new HashSet<>(exposed);
        if (object instanceof OutsideObject outside) {
            callable.addAll(outside.fallbacks());
        }
    }

    /** Its ident. */
    public String ident() {
        return names.ident();
    }

    /** The name of its type in the clients' registry. */
    public String typeid() {
        return names.typeid();
    }

    /** The object itself. */
    public SharedObject object() {
        return object;
    }

    /** The process that had it made, if that is known. */
    @Nullable
    ProcessId creator() {
        return names.process();
    }

    /** The names of the methods that clients have proxies for. */
    public List<String> exposed() {
        return exposed;
    }

    /** Whether the object itself answers a call of that method. */
    public boolean exposes(String method) {
        return callable.contains(method);
    }

    ReferenceCounts references() {
        return references;
    }

    /** What it is called, and for whom it was made. */
    Event.Names names() {
        return names;
    }
}
