package io.picklewire.server;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.javaobject.Registration;
import io.picklewire.protocol.Request;
import io.picklewire.shared.ObjectLookup;
import io.picklewire.shared.SharedObject;
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
    private final CustomTypes types;
    /** For users' suppliers and constructors, which may take their time. */
    private final ExecutorService makers = Executors.newCachedThreadPool(CallerThreads.factory("create"));

    Registry(Map<String, Registration> registered, CustomTypes types) {
        this.registered = Map.copyOf(registered);
        this.types = types;
    }

    /** The built-in type that a typeid stands for, if it may stand for one; empty for what the application makes. */
    Optional<String> builtIn(String typeid) {
        Registration registration = registered.get(typeid);
        return registration == null ? Optional.of(typeid) : registration.builtIn();
    }

    /**
     * Has the application make an object.
     *
     * @param request the typeid as the method, and the arguments
     * @return a stage that may fail with what making the object raises
     */
    CompletionStage<SharedObject> create(Request request, ObjectLookup objects) {
        Registration registration =
                Objects.requireNonNull(registered.get(request.method()), "what is built in is made elsewhere");
        return registration.create(request, objects, types, makers);
    }

    /** Nothing is made any more; what is being made is interrupted. */
    @Override
    public void close() {
        makers.shutdownNow();
    }
}
