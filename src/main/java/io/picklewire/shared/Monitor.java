package io.picklewire.shared;

import io.picklewire.python.PyException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A built-in shared object: its methods run one after the other under its own lock, and none blocks. Where
 * Python's method would block, a {@link Waiter} is left. What a change settles is completed after the lock was
 * released. Any thread.
 */
abstract class Monitor<T extends Monitor<T>> implements SharedObject {
    private final References references = new References();
    private final Set<Waiter> waiting = new LinkedHashSet<>();
    private List<Runnable> settled = new ArrayList<>();

    /** The methods of the type. */
    abstract Methods<T> methods();

    /** This object, for the methods' bodies. */
    abstract T self();

    @Override
    public final @Nullable Object call(Call call) {
        Methods.Bound<T> bound = methods().bind(call);
        return change(() -> bound.run(self()));
    }

    /** Something that changes the object's state. */
    interface Change {
        @Nullable
        Object make();
    }

    /** Makes a change under the lock, and completes what it settled afterwards. */
    final @Nullable Object change(Change change) {
        List<Runnable> done = List.of();
        try {
            synchronized (this) {
                try {
                    return change.make();
                } finally {
                    if (!settled.isEmpty()) {
                        done = settled;
                        settled = new ArrayList<>();
                    }
                }
            }
        } finally {
            done.forEach(Runnable::run);
        }
    }

    /**
     * Leaves a waiter; {@code timeout} says what becomes of it when its time is up, in a change of its own.
     * To be called in a change.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the call's result is the future
    final Object await(Waiter waiter, Timeout timeout, Runnable expired) {
        waiting.add(waiter);
        if (timeout.isLimited()) {
            waiter.timesOutBy(waiter.caller()
                    .after(
                            timeout.nanos(),
                            () -> change(() -> {
                                if (waiting.contains(waiter)) {
                                    expired.run();
                                }
                                return null;
                            })));
        }
        return waiter;
    }

    /** Answers a waiter, once the change is made. */
    final void settle(Waiter waiter, @Nullable Object result) {
        end(waiter, () -> waiter.complete(result));
    }

    /** Answers a waiter with an exception, once the change is made. */
    final void fail(Waiter waiter, PyException exception) {
        end(waiter, () -> waiter.completeExceptionally(exception));
    }

    private void end(Waiter waiter, Runnable completion) {
        if (waiting.remove(waiter)) {
            waiter.stopTimer();
            settled.add(completion);
        }
    }

    @Override
    public final void abandon(Caller caller) {
        change(() -> {
            cancel(waiter -> waiter.caller() == caller);
            return null;
        });
    }

    @Override
    public void leave(Caller caller) {
        abandon(caller);
    }

    private void cancel(Predicate<Waiter> which) {
        for (Waiter waiter : List.copyOf(waiting)) {
            if (which.test(waiter)) {
                end(waiter, () -> waiter.cancel(false));
                forget(waiter);
            }
        }
    }

    /** A waiter goes without an answer: takes it from wherever the type keeps it. */
    void forget(Waiter waiter) {}

    /** The references that stored values hold; to be used in changes. */
    final References stored() {
        return references;
    }

    @Override
    public final Collection<String> references() {
        synchronized (this) {
            return references.idents();
        }
    }

    @Override
    public List<String> exposed() {
        return methods().names();
    }
}
