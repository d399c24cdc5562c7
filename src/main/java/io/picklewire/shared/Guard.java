package io.picklewire.shared;

import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one shared object, or of several whose states change together (a condition and its lock), and the
 * calls that wait there. Any thread; where work is limited ({@link Budget}) and another thread has the lock, a change or a
 * reading is {@link Budget.Exceeded}.
 */
final class Guard {
    /** A client waits for one thing at a time. */
    private final Map<ClientId, Waiter> waiting = new LinkedHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    /** When the change that is under way happens. */
    private long time;
    /** Where the change that is under way leaves what comes of it. */
    private @Nullable Effects effects;

    /** Makes a change under the lock; what comes of it is added to {@code into}. Not to be called in a change. */
    void change(Event event, Effects into, Runnable change) {
        enter();
        Budget.changing();
        effects = into;
        time = event.time();
        boolean isApplied = true;
        try {
            change.run();
        } catch (Budget.Exceeded e) {
            isApplied = false; // it has changed nothing yet, and comes again
            throw e;
        } finally {
            if (isApplied) {
                into.applied(event);
            }
            effects = null;
            Budget.changed();
            lock.unlock();
        }
    }

    /** Reads what no change is to come between. */
    <R extends @Nullable Object> R read(Supplier<R> reading) {
        enter();
        try {
            return reading.get();
        } finally {
            lock.unlock();
        }
    }

    /** Where nothing may be waited for, something that takes long may be under way elsewhere. */
    private void enter() {
        if (!Budget.isLimited()) {
            lock.lock();
        } else if (!lock.tryLock()) {
            throw Budget.exceeded();
        }
    }

    boolean isBusy() {
        return lock.isLocked();
    }

    /** What comes of the change that is under way. To be called in a change. */
    Effects effects() {
        return Objects.requireNonNull(effects, "nothing is being changed");
    }

    /** The time of the change that is under way. To be called in a change. */
    long time() {
        return time;
    }

    /** Those who wait. To be asked in a change or a reading. */
    List<ClientId> waiting() {
        return List.copyOf(waiting.keySet());
    }

    /** Leaves a waiter. To be called in a change. */
    void await(Waiter waiter, Event.Called call, Timeout timeout) {
        waiting.put(waiter.client(), waiter);
        if (timeout.isLimited()) {
            waiter.timesOutAt(call.time() + timeout.nanos());
            effects().add(new Effect.SetTimer(waiter.client(), waiter.ticket(), call.ident(), waiter.deadline()));
        }
    }

    /** Answers a waiter. To be called in a change. */
    void settle(Waiter waiter, @Nullable Object result) {
        if (waiting.remove(waiter.client(), waiter)) {
            effects().add(waiter.answer(result, null));
        }
    }

    /** Answers a waiter with an exception. To be called in a change. */
    void fail(Waiter waiter, PyException exception) {
        if (waiting.remove(waiter.client(), waiter)) {
            effects().add(waiter.answer(null, exception));
        }
    }

    /** Ends a wait without an answer. To be called in a change. */
    void cancel(Waiter waiter) {
        if (waiting.remove(waiter.client(), waiter)) {
            stopTimer(waiter);
        }
    }

    /** A wait goes on without a limit. To be called in a change. */
    void stopTimer(Waiter waiter) {
        if (waiter.isLimited()) {
            waiter.waitsForever();
            effects().add(new Effect.CancelTimer(waiter.client(), waiter.ticket()));
        }
    }

    /** Takes a waiter up again that was read from a snapshot. */
    void restore(Waiter waiter) {
        waiting.put(waiter.client(), waiter);
    }

    /** The same; gives the waiter, for who keeps it. */
    Waiter restored(Waiter waiter) {
        restore(waiter);
        return waiter;
    }

    /** The wait of a client, or null. To be asked in a change or a reading. */
    @Nullable
    Waiter waitOf(ClientId client) {
        return waiting.get(client);
    }
}
