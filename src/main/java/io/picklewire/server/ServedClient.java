package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.process.ProcessId;
import io.picklewire.shared.ClientId;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Effects;
import io.picklewire.shared.Event;
import io.picklewire.shared.SharedObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The client of one serving connection: where it waits, what it holds, and its process. Any thread. */
final class ServedClient implements Recipient {
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    private final ClientId id;
    private final Link link;
    private final CallInFlight inFlight;
    /** What it had asked for before the server was started again. */
    private final @Nullable Resumption before;
    /** The idents of the objects where it holds something. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    /** Looked for as soon as something is held: when the connection has ended, nobody can tell. */
    private @Nullable CompletionStage<Optional<ProcessId>> process;

    private @Nullable ExecutorService executor;
    private volatile @Nullable SharedObject waitsAt;
    /** Counts the waits, so that one is told from the next at the same object. */
    private volatile long waits;

    private volatile boolean closed;
    /** For events that are applied on the connection's event loop. */
    private @Nullable Effects spare;

    ServedClient(String name, Link link, CallInFlight inFlight) {
        this.id = idOf(name, link);
        this.link = link;
        this.before = link instanceof Session session ? session.before() : null;
        if (before != null) {
            held.addAll(before.held());
            process = held.isEmpty() ? null : link.peer().findProcess();
        }
        this.inFlight = inFlight;
    }

    /** Numbers up to that one belong to clients of a server that has ended. */
    static void startAfter(long number) {
        LAST_NUMBER.accumulateAndGet(number, Math::max);
    }

    /** The client that calls itself so at the other end of a link. */
    static ClientId idOf(String name, Link link) {
        return link instanceof Session session ? session.client(name) : newId(name, link.peer());
    }

    /** No two clients of this JVM have the same number. */
    static ClientId newId(String name, Object address) {
        return new ClientId(LAST_NUMBER.incrementAndGet(), name, LogSanitizer.of(name) + " at " + address);
    }

    ClientId id() {
        return id;
    }

    @Override
    public void receive(Effect effect, @Nullable Event cause) {
        if (effect instanceof Effect.Held holding) {
            holds(holding);
        } else if (cause != null && link.isOnLoop()) {
            inFlight.receive(effect);
        } else if (cause instanceof Event.Called call && effect instanceof Effect.Answer answer) {
            inFlight.receiveElsewhere(answer, call);
        } else {
            // As a task of its own, so that the loop has seen by then whether the client is still there.
            link.execute(() -> inFlight.receive(effect));
        }
    }

    @Override
    public void applied(Event event) {
        if (event instanceof Event.Called && link.isOnLoop()) {
            inFlight.applied(event);
        }
    }

    private void holds(Effect.Held holding) {
        if (!holding.isHeld()) {
            held.remove(holding.ident());
            return;
        }
        held.add(holding.ident());
        synchronized (this) {
            if (process == null) {
                process = link.peer().findProcess();
            }
        }
    }

    @Override
    public @Nullable Effects takeEffects() {
        if (!link.isOnLoop()) {
            return null;
        }
        Effects taken = spare;
        spare = null;
        return taken;
    }

    @Override
    public void giveBack(Effects effects) {
        if (link.isOnLoop()) {
            spare = effects;
        }
    }

    /** Whether it holds something at that object. */
    boolean holds(String ident) {
        return held.contains(ident);
    }

    /** What it had asked for before the server was started again; null when it cannot have. */
    @Nullable
    Resumption before() {
        return before;
    }

    /** The idents of the objects that are to be told when it ends. */
    Set<String> concerned() {
        Set<String> all = new LinkedHashSet<>(held);
        if (before != null) {
            all.addAll(before.concerned());
        }
        return all;
    }

    /** Where it holds something. */
    List<String> held() {
        return List.copyOf(held);
    }

    /** Where a call of this client waits now, or null. */
    @Nullable
    SharedObject waitsAt() {
        return waitsAt;
    }

    /** How often a call of this client has waited, the present wait included. */
    long waits() {
        return waits;
    }

    /** To be called on the connection's event loop. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void waitAt(@Nullable SharedObject object) {
        if (object != null) {
            waits++;
        }
        waitsAt = object;
    }

    /** One thread of its own, started when first used, for objects whose methods may block. */
    synchronized Executor executor() {
        ExecutorService current = executor;
        if (current == null) {
            current = Executors.newSingleThreadExecutor(CallerThreads.factory(LogSanitizer.of(id.name())));
            executor = current;
            if (closed) {
                current.shutdownNow();
            }
        }
        return current;
    }

    /**
     * Completes when what its own thread runs now has come to its end and been answered; or never, when the client is
     * gone meanwhile. Its answer may be on the loop by then, as a task or as a timer, which come after tasks; this comes after both.
     */
    synchronized CompletableFuture<?> callEnds() {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        if (executor == null || closed) {
            ended.complete(null);
        } else {
            executor.execute(() -> link.execute(() -> link.schedule(0, () -> ended.complete(null))));
        }
        return ended;
    }

    /** Its process, if that is known, once it is; for one that holds, or held, something. */
    synchronized CompletionStage<Optional<ProcessId>> process() {
        return process == null ? CompletableFuture.completedFuture(Optional.empty()) : process;
    }

    /** Whether its process is being looked for. */
    synchronized boolean isUnidentified() {
        return process != null && !process.toCompletableFuture().isDone();
    }

    /** Whether it has gone although its process may live, and cannot come back to what it held. */
    boolean isLost() {
        return link instanceof Session session && session.isLost();
    }

    boolean isClosed() {
        return closed;
    }

    /** The connection has ended: what still runs for the client is interrupted. */
    synchronized void close() {
        closed = true;
        waitsAt = null;
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    @Override
    public String toString() {
        return id + (closed ? ", which has ended" : "");
    }
}
