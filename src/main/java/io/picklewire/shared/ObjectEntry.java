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
    private final Lifetime lifetime;
    /** Guarded by the table. */
    private final ReferenceCounts references;

    /** How long an object lives. */
    enum Lifetime {
        /** As long as it is referred to, and the server runs. */
        VOLATILE,
        /** As long as it is referred to, whether the server runs or not. */
        DURABLE,
        /** For good. */
        NAMED
    }

    ObjectEntry(Event.Names names, SharedObject object, Lifetime lifetime) {
        this(names, object, lifetime, new ReferenceCounts());
    }

    ObjectEntry(Event.Names names, SharedObject object, Lifetime lifetime, ReferenceCounts references) {
        this.names = names;
        this.object = object;
        this.lifetime = lifetime;
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

    /** Whether it is there again when the server has been started again, if the server keeps anything. */
    public boolean isDurable() {
        return lifetime != Lifetime.VOLATILE;
    }

    /** Whether it stays without references; then its typeid is its name. */
    boolean isNamed() {
        return lifetime == Lifetime.NAMED;
    }

    Lifetime lifetime() {
        return lifetime;
    }

    /** What it is called, and for whom it was made. */
    Event.Names names() {
        return names;
    }
}
