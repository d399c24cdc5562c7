package io.picklewire.server;

import io.picklewire.javaobject.Registration;
import io.picklewire.python.Sealed;
import io.picklewire.shared.ObjectLookup;
import io.picklewire.shared.SharedObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What {@code create} can make: the objects that were registered, and {@code SyncManager}'s types. Any thread.
 * Source: CPython's {@code BaseManager.registry}.
 */
final class Registry implements AutoCloseable {
    private final Map<String, Registration> registered;
    /** For users' suppliers and constructors, which may take their time. */
    private final ExecutorService makers = Executors.newCachedThreadPool(CallerThreads.factory("create"));

    Registry(Map<String, Registration> registered) {
        this.registered = Map.copyOf(registered);
    }

    /** The built-in type that a typeid stands for, if it may stand for one; empty for what the application makes. */
    Optional<String> builtIn(String typeid) {
        Registration registration = registered.get(typeid);
        return registration == null ? Optional.of(typeid) : registration.builtIn();
    }

    /**
     * Has the application make an object.
     *
     * @return a stage that may fail with what making the object raises
     */
    CompletionStage<SharedObject> create(
            String typeid, List<Sealed> args, Map<String, Sealed> kwargs, ObjectLookup objects) {
        Registration registration =
                Objects.requireNonNull(registered.get(typeid), "what is built in is made elsewhere");
        return registration.create(args, kwargs, objects, makers);
    }

    /** Nothing is made any more; what is being made is interrupted. */
    @Override
    public void close() {
        makers.shutdownNow();
    }
}
