package io.picklewire.server;

import io.picklewire.protocol.Request;
import io.picklewire.shared.Call.Neighbours;
import io.picklewire.shared.Registration;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.SharedTypes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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

    /**
     * Makes an object with all but the first of the request's arguments.
     *
     * @throws io.picklewire.python.PyException KeyError for a typeid that is not registered, or what making the
     *     object raises; that may also come with the stage
     */
    CompletionStage<SharedObject> create(String typeid, Request request, Neighbours neighbours) {
        var args = request.args().subList(1, request.args().size());
        Registration registration = registered.get(typeid);
        return registration == null
                ? CompletableFuture.completedFuture(SharedTypes.create(typeid, args, request.kwargs(), neighbours))
                : registration.create(args, request.kwargs(), neighbours, makers);
    }

    /** Nothing is made any more; what is being made is interrupted. */
    @Override
    public void close() {
        makers.shutdownNow();
    }
}
