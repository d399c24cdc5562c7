package io.picklewire.server;

import io.picklewire.pickle.PickledValue;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Request;
import io.picklewire.python.Sealed;
import io.picklewire.shared.ClientId;
import io.picklewire.shared.Delivery;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client in the JVM of the server, which calls methods of one object without a connection: one call at a time. Any thread, but only
 * one at a time.
 */
public final class LocalClient implements Recipient, AutoCloseable {
    private final Dispatcher dispatcher;
    private final Clients clients;
    private final String ident;
    private final ClientId id;
    private long lastTicket;
    private volatile long ticket;
    private volatile CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();

    LocalClient(Dispatcher dispatcher, Clients clients, String ident) {
        this.dispatcher = dispatcher;
        this.clients = clients;
        this.ident = ident;
        this.id = ServedClient.newId("server", "itself");
        clients.add(this);
    }

    ClientId id() {
        return id;
    }

    /**
     * Calls a method. The stage completes on whatever thread brings the answer, perhaps an event loop: what follows must not block.
     *
     * @param args Python values
     * @return a stage that completes with a Python value, or fails with what the method raised
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one call at a time
    public CompletionStage<@Nullable Object> call(String method, @Nullable Object... args) {
        CompletableFuture<@Nullable Object> wanted = new CompletableFuture<>();
        answer = wanted;
        ticket = ++lastTicket;
        List<Sealed> sealed = Arrays.stream(args).<Sealed>map(PickledValue::of).toList();
        try {
            Request request = new Request(ident, method, sealed, Map.of(), Reader.PYTHON_3);
            dispatcher
                    .router()
                    .submit(
                            dispatcher.called(
                                    id, ticket, request, dispatcher.find(ident), dispatcher.contents(sealed, Map.of())),
                            this);
        } catch (RuntimeException e) {
            wanted.completeExceptionally(e);
        }
        return wanted;
    }

    @Override
    public void receive(Effect effect, @Nullable Event cause) {
        if (effect instanceof Effect.Answer given && given.ticket() == ticket) {
            CompletableFuture<@Nullable Object> wanted = answer;
            if (given.failure() != null) {
                wanted.completeExceptionally(given.failure());
            } else {
                wanted.complete(Delivery.valueOf(given.value()));
            }
        }
    }

    /** Goes; what it holds or waits for ends. */
    @Override
    public void close() {
        dispatcher.router().submit(new Event.Departed(id, ident, dispatcher.time()), this);
        clients.remove(this);
    }
}
