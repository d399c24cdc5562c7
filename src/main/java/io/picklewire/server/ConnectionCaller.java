package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.connection.ProcessId;
import io.picklewire.shared.Caller;
import io.picklewire.shared.SharedObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The client of one serving connection, as shared objects see it. Any thread, but for {@link #speaks}. */
final class ConnectionCaller implements Caller {
    private final String name;
    private final Link link;
    private volatile int protocol;
    /** The objects that are to be told when this caller is gone, by identity. */
    private final Set<SharedObject> attached = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Looked for as soon as something is held: when the connection has ended, nobody can tell. */
    private @Nullable CompletionStage<Optional<ProcessId>> process;

    private @Nullable ExecutorService executor;
    private volatile @Nullable SharedObject waitsAt;
    /** Counts the waits, so that one is told from the next at the same object. */
    private volatile long waits;

    private volatile boolean closed;

    ConnectionCaller(String name, Link link, int protocol) {
        this.name = name;
        this.link = link;
        this.protocol = protocol;
    }

    /** The client wrote in that protocol, so it reads it too. */
    void speaks(int written) {
        protocol = written;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public Timer after(long nanos, Runnable task) {
        return link.schedule(nanos, task)::cancel;
    }

    @Override
    public synchronized boolean attach(SharedObject object) {
        if (!closed) {
            attached.add(object);
            if (process == null) {
                process = link.peer().findProcess();
            }
        }
        return !closed;
    }

    @Override
    public synchronized void detach(SharedObject object) {
        attached.remove(object);
    }

    /** Where a call of this caller waits now, or null. */
    @Nullable
    SharedObject waitsAt() {
        return waitsAt;
    }

    /** How often a call of this caller has waited, the present wait included. */
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

    @Override
    public synchronized Executor executor() {
        ExecutorService current = executor;
        if (current == null) {
            current = Executors.newSingleThreadExecutor(CallerThreads.factory(LogText.of(name)));
            executor = current;
            if (closed) {
                current.shutdownNow();
            }
        }
        return current;
    }

    /**
     * Completes when what its own thread runs now has come to its end and been answered; or never, when the client is
     * gone meanwhile. Its answer may be on the loop by then as a task or, behind those, as a timer; this is behind both.
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

    /**
     * The client is gone: what it waits for is let go, and what still runs for it is interrupted.
     *
     * @return where it still holds something
     */
    List<SharedObject> close() {
        List<SharedObject> told;
        synchronized (this) {
            closed = true;
            told = new ArrayList<>(attached);
            attached.clear();
            if (executor != null) {
                executor.shutdownNow();
            }
        }
        SharedObject waitedAt = waitsAt;
        if (waitedAt != null) {
            waitsAt = null;
            waitedAt.depart(this);
        }
        return told.stream().filter(object -> object.depart(this)).toList();
    }

    @Override
    public String toString() {
        return LogText.of(name) + " at " + link.peer() + (closed ? ", which has ended" : "");
    }
}
