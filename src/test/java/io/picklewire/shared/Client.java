package io.picklewire.shared;

import io.picklewire.pickle.PickledValue;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyException;
import io.picklewire.python.Sealed;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client in this JVM, whose answers arrive only when the test takes them, and whose timers fire when it says so. */
final class Client {
    private static final AtomicLong LAST = new AtomicLong();
    private static final Map<ClientId, Client> CLIENTS = new ConcurrentHashMap<>();
    /** The objects that were called, by the idents that they were given for that. */
    private static final Map<String, BuiltInObject<?>> OBJECTS = new ConcurrentHashMap<>();

    private final ClientId id;
    private final Reader reader;
    private final Set<String> held = new LinkedHashSet<>();
    private final Deque<Effect.SetTimer> timers = new ArrayDeque<>();
    private @Nullable Waiting waiting;
    private long ticket;
    private boolean isGone;

    /** A call that waits. */
    private static final class Waiting extends CompletableFuture<Object> {
        private final Client client;
        private final BuiltInObject<?> object;

        Waiting(Client client, BuiltInObject<?> object) {
            this.client = client;
            this.object = object;
        }
    }

    Client(String name) {
        this(name, 4);
    }

    /** A client that writes pickles of that protocol. */
    Client(String name, int protocol) {
        this.reader = Reader.ofPickle(protocol);
        this.id = new ClientId(LAST.incrementAndGet(), name, name);
        CLIENTS.put(id, this);
    }

    ClientId id() {
        return id;
    }

    private static BuiltInObject<?> named(SharedObject object) {
        BuiltInObject<?> builtIn = (BuiltInObject<?>) object;
        if (builtIn.ident().isEmpty()) {
            builtIn.named("%04x".formatted(LAST.incrementAndGet()));
            OBJECTS.put(builtIn.ident(), builtIn);
        }
        return builtIn;
    }

    /** What the object answers: a value, or a future where the call waits. */
    @Nullable
    Object call(SharedObject object, String method, @Nullable Object... args) {
        return call(
                object,
                method,
                Arrays.stream(args).<Sealed>map(PickledValue::of).toList());
    }

    /** The same with arguments as they come. */
    @Nullable
    Object call(SharedObject object, String method, List<Sealed> args) {
        BuiltInObject<?> called = named(object);
        Request request = new Request(called.ident(), method, args, Map.of(), reader);
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        Effects effects = new Effects(EventLog.NONE);
        new Event.Called(id, ++ticket, request, Contents.NONE, null, 0).apply(called, effects);
        waiting = new Waiting(this, called);
        effects.drain(effect -> {
            if (effect instanceof Effect.Answer answer && effect.client().equals(id)) {
                complete(outcome, answer);
            } else {
                CLIENTS.get(effect.client()).receive(effect);
            }
        });
        try {
            return outcome.isDone() ? outcome.join() : waiting;
        } catch (CompletionException e) {
            throw (PyException) e.getCause();
        }
    }

    private static void complete(CompletableFuture<Object> future, Effect.Answer answer) {
        if (answer.failure() != null) {
            future.completeExceptionally(answer.failure());
        } else {
            future.complete(answer.value());
        }
    }

    private void receive(Effect effect) {
        if (effect instanceof Effect.SetTimer set) {
            timers.add(set);
        } else if (effect instanceof Effect.CancelTimer cancel) {
            timers.removeIf(set -> set.ticket() == cancel.ticket());
        } else if (effect instanceof Effect.Held holding) {
            boolean unused = holding.isHeld() ? held.add(holding.ident()) : held.remove(holding.ident());
        } else if (effect instanceof Effect.Answer answer) {
            timers.removeIf(set -> set.ticket() == answer.ticket());
            if (isGone && answer.value() instanceof Delivery) {
                lose(OBJECTS.get(answer.ident()), answer.value());
            } else if (waiting != null) {
                complete(waiting, answer);
            }
        }
    }

    private static void apply(Event.OfObject event, BuiltInObject<?> object) {
        Effects effects = new Effects(EventLog.NONE);
        event.apply(object, effects);
        effects.drain(effect -> CLIENTS.get(effect.client()).receive(effect));
    }

    /** A call that is expected to wait. */
    CompletableFuture<?> start(SharedObject object, String method, @Nullable Object... args) {
        return (CompletableFuture<?>) call(object, method, args);
    }

    /** The answer to a call that waited, as the client gets it. */
    static @Nullable Object answer(CompletableFuture<?> waited) {
        return Delivery.valueOf(waited.join());
    }

    /** The answer to a call that waited does not reach the client. */
    static void loseAnswer(CompletableFuture<?> waited) {
        Waiting lost = (Waiting) waited;
        lost.client.lose(lost.object, lost.join());
    }

    /** An answer does not reach the client. */
    void lose(SharedObject object, Object answer) {
        BuiltInObject<?> builtIn = (BuiltInObject<?>) object;
        apply(new Event.Undelivered(id, builtIn.ident(), (Delivery) answer, 0), builtIn);
    }

    /** The client gives up the call that waits. */
    void abandon(SharedObject object) {
        BuiltInObject<?> builtIn = (BuiltInObject<?>) object;
        apply(new Event.Abandoned(id, ticket, builtIn.ident(), 0), builtIn);
    }

    /** The connection ends, as the server sees it: the object it waits at first, if any, then what it holds. */
    void leave(SharedObject... waitsAt) {
        isGone = true;
        for (SharedObject object : waitsAt) {
            BuiltInObject<?> builtIn = (BuiltInObject<?>) object;
            apply(new Event.Killed(id, builtIn.ident(), 0), builtIn);
        }
        for (String ident : List.copyOf(held)) {
            apply(new Event.Killed(id, ident, 0), OBJECTS.get(ident));
        }
        held.clear();
    }

    /** The time of everything that this client waits for is up. */
    void timeIsUp() {
        while (!timers.isEmpty()) {
            Effect.SetTimer set = timers.pop();
            apply(new Event.TimerFired(id, set.ticket(), set.ident(), set.deadline()), OBJECTS.get(set.ident()));
        }
    }
}
