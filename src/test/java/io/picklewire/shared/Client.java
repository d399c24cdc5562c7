package io.picklewire.shared;

import io.picklewire.pickle.Sealed;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A caller in this JVM, whose answers arrive only when the test takes them, and whose timers fire when it says so. */
final class Client implements Caller {
    private final String name;
    private final Set<SharedObject> attached = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private boolean isGone;

    Client(String name) {
        this.name = name;
    }

    /** What the object answers: a value, or a future where the call waits. */
    @Nullable
    Object call(SharedObject object, String method, @Nullable Object... args) {
        List<Sealed> sealed = Arrays.stream(args).map(Sealed::of).toList();
        return object.call(new Call(method, sealed, Map.of(), this, ident -> null));
    }

    /** A call that is expected to wait. */
    CompletableFuture<?> start(SharedObject object, String method, @Nullable Object... args) {
        return (CompletableFuture<?>) call(object, method, args);
    }

    /** The answer to a call that waited, as the client gets it. */
    static @Nullable Object answer(CompletableFuture<?> waited) {
        Object result = waited.join();
        return result instanceof Handover handover ? handover.value() : result;
    }

    /** The answer to a call that waited does not reach the client. */
    static void loseAnswer(CompletableFuture<?> waited) {
        ((Handover) waited.join()).takeBack().run();
    }

    /** The connection ends, as the server sees it: the object it waits at first, if any, then what it holds. */
    void leave(SharedObject... waitsAt) {
        isGone = true;
        for (SharedObject object : waitsAt) {
            object.leave(this);
        }
        for (SharedObject object : List.copyOf(attached)) {
            object.leave(this);
        }
        attached.clear();
    }

    /** The time of everything that this caller waits for is up. */
    void timeIsUp() {
        while (!timers.isEmpty()) {
            timers.pop().run();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int protocol() {
        return 4;
    }

    @Override
    public Timer after(long nanos, Runnable task) {
        timers.add(task);
        return () -> timers.remove(task);
    }

    @Override
    public boolean attach(SharedObject object) {
        if (!isGone) {
            attached.add(object);
        }
        return !isGone;
    }

    @Override
    public void detach(SharedObject object) {
        attached.remove(object);
    }

    @Override
    public Executor executor() {
        throw new UnsupportedOperationException("built-in objects need no thread");
    }

    @Override
    public String toString() {
        return name;
    }
}
