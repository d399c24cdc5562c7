package io.picklewire.shared;

import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A built-in shared object: its methods run one after the other under its {@link Guard}, and none blocks. Where
 * Python's method would block, a {@link Waiter} is left. Any thread.
 */
abstract class Monitor<T extends Monitor<T>> implements SharedObject {
    private static final int NONE = -1;

    private final Guard guard;
    private final References references = new References();

    Monitor() {
        this(new Guard());
    }

    /** An object whose state changes together with that of others. */
    Monitor(Guard guard) {
        this.guard = guard;
    }

    final Guard guard() {
        return guard;
    }

    /** The methods of the type. */
    abstract Methods<T> methods();

    /** This object, for the methods' bodies. */
    abstract T self();

    @Override
    public final @Nullable Object call(Call call) {
        Methods.Bound<T> bound = methods().bind(call);
        if (!bound.isQuick()) {
            Budget.spend(Math.max(0, extent()));
            Budget.spendBytes(references.bytes());
        }
        return change(() -> bound.run(self()));
    }

    /** How many things it holds, where there are methods whose time grows with them; of many, nobody waits here. */
    int extent() {
        return NONE;
    }

    /** Whether callers can wait here, or hold something. */
    private boolean isWaitedFor() {
        return extent() == NONE;
    }

    /** Makes a change under the lock, and completes what it settled afterwards. */
    final @Nullable Object change(Guard.Change change) {
        return guard.change(change);
    }

    /** Reads what no change is to come between. */
    final <R> R read(Supplier<R> reading) {
        return guard.read(reading);
    }

    /** The same of all that it holds. */
    final <R> R readAll(Supplier<R> reading) {
        Budget.spend(extent());
        return guard.read(reading);
    }

    /** See {@link Guard#await}. */
    final Object await(Waiter waiter, Timeout timeout, Runnable expired) {
        return guard.await(waiter, timeout, expired);
    }

    /** Answers a waiter, once the change is made. */
    final void settle(Waiter waiter, @Nullable Object result) {
        guard.settle(waiter, result);
    }

    /** Answers a waiter with an exception, once the change is made. */
    final void fail(Waiter waiter, PyException exception) {
        guard.fail(waiter, exception);
    }

    @Override
    public final void abandon(Caller caller) {
        if (!isWaitedFor()) {
            return;
        }
        change(() -> {
            end(caller, this::interrupt);
            return null;
        });
    }

    @Override
    public final void leave(Caller caller) {
        if (!isWaitedFor()) {
            return;
        }
        change(() -> {
            end(caller, this::forget);
            release(caller);
            return null;
        });
    }

    @Override
    public final boolean depart(Caller caller) {
        return isWaitedFor()
                && Boolean.TRUE.equals(change(() -> {
                    end(caller, this::forget);
                    return keeps(caller);
                }));
    }

    private void end(Caller caller, Consumer<Waiter> ending) {
        Waiter waiter = guard.waitOf(caller);
        if (waiter != null) {
            guard.cancel(waiter);
            ending.accept(waiter);
        }
    }

    /** A waiter goes without an answer: takes it from wherever the type keeps it. */
    void forget(Waiter waiter) {}

    /** A waiter goes without an answer, but its caller stays. */
    void interrupt(Waiter waiter) {
        forget(waiter);
    }

    /** A caller has gone for good: lets go of what it holds here. */
    void release(Caller caller) {}

    /** A caller has gone, and may have meant to leave held what it holds: lets go of what nobody else can release. */
    boolean keeps(Caller caller) {
        release(caller);
        return false;
    }

    /** The references that stored values hold; to be used in changes. */
    final References stored() {
        return references;
    }

    @Override
    public final Collection<String> references() {
        return references.takeIdents();
    }

    @Override
    public List<String> exposed() {
        return methods().names();
    }

    /** How Python shows an object that has no value of its own: {@code <threading.Lock at 0x…>}. */
    final String identity(String type) {
        return "<" + type + " at 0x" + "%012x".formatted(System.identityHashCode(this));
    }
}
