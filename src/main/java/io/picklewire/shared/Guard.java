package io.picklewire.shared;

import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one shared object, or of several whose states change together (a condition and its lock), and the
 * calls that wait there. What a change settles is completed after the lock was released. Any thread; where work is limited
 * ({@link Budget}) and another thread has the lock, a change or a reading is {@link Budget.Exceeded}.
 */
final class Guard {
    /** A caller waits for one thing at a time. */
    private final Map<Caller, Waiter> waiting = new HashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private List<Runnable> settled = new ArrayList<>();

    /** Something that changes the objects' state. */
    interface Change {
        @Nullable
        Object make();
    }

    /** Makes a change under the lock, and completes what it settled afterwards. Not to be called in a change. */
    @Nullable
    Object change(Change change) {
        List<Runnable> done = List.of();
        enter();
        Budget.changing();
        try {
            return change.make();
        } finally {
            if (!settled.isEmpty()) {
                done = settled;
                settled = new ArrayList<>();
            }
            Budget.changed();
            lock.unlock();
            done.forEach(Runnable::run);
        }
    }

    /** Reads what no change is to come between. */
    <R> R read(Supplier<R> reading) {
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

    /**
     * Leaves a waiter; {@code expired} says what becomes of it when its time is up, in a change of its own.
     * To be called in a change.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the call's result is the future
    Object await(Waiter waiter, Timeout timeout, Runnable expired) {
        waiting.put(waiter.caller(), waiter);
        if (timeout.isLimited()) {
            waiter.timesOutBy(waiter.caller()
                    .after(
                            timeout.nanos(),
                            () -> change(() -> {
                                if (waitOf(waiter.caller()) == waiter) {
                                    expired.run();
                                }
                                return null;
                            })));
        }
        return waiter;
    }

    /** Answers a waiter, once the change is made. */
    void settle(Waiter waiter, @Nullable Object result) {
        end(waiter, () -> waiter.complete(result));
    }

    /** Answers a waiter with an exception, once the change is made. */
    void fail(Waiter waiter, PyException exception) {
        end(waiter, () -> waiter.completeExceptionally(exception));
    }

    /** Ends a wait without an answer, once the change is made. */
    void cancel(Waiter waiter) {
        end(waiter, () -> waiter.cancel(false));
    }

    private void end(Waiter waiter, Runnable completion) {
        if (waiting.remove(waiter.caller(), waiter)) {
            waiter.stopTimer();
            settled.add(completion);
        }
    }

    /** The wait of a caller, or null. To be asked in a change or a reading. */
    @Nullable
    Waiter waitOf(Caller caller) {
        return waiting.get(caller);
    }
}
