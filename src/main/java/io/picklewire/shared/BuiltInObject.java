package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A built-in shared object: a state that {@link Event}s change, one after the other under its {@link Guard}. Nothing in it
 * looks at a clock, at chance or at another object, and none of its methods blocks: where Python's method would, a
 * {@link Waiter} is left. Any thread.
 */
abstract sealed class BuiltInObject<T extends BuiltInObject<T>> implements SharedObject
        permits Container,
                PoolOutput,
                SharedArray,
                SharedBarrier,
                SharedCondition,
                SharedEvent,
                SharedIterator,
                SharedLock,
                SharedNamespace,
                SharedPool,
                SharedQueue,
                SharedSemaphore,
                SharedValue {
    private static final int NONE = -1;
    /** An address has so many digits. */
    private static final int DIGITS = 12;

    private final Guard guard;
    private final StoredReferences references = new StoredReferences();
    private volatile String ident = "";
    private boolean isGone;

    BuiltInObject() {
        this(new Guard());
    }

    /** An object whose state changes together with that of others. */
    BuiltInObject(Guard guard) {
        this.guard = guard;
    }

    final Guard guard() {
        return guard;
    }

    /** The methods of the type. */
    abstract Methods<T> methods();

    /** This object, for the methods' bodies. */
    abstract T self();

    /**
     * The object is in a table from now on, and has that ident.
     *
     * @throws PyException RuntimeError when it is in another one
     */
    void named(String given) {
        if (!ident.isEmpty()) {
            throw PyException.runtimeError("the object is shared already, with the ident " + ident);
        }
        ident = given;
        isGone = false;
    }

    /** Empty as long as the object is not in a table. */
    final String ident() {
        return ident;
    }

    /** The ident by which clients know it. */
    String where() {
        return ident;
    }

    /** Whether a call may change something, or wait; as far as is known beforehand. */
    boolean isChangedBy(Event.Called call) {
        return call.resultIdent() != null || !methods().isReading(call.request().method());
    }

    final void called(Event.Called call, Effects effects) {
        Methods.Bound<T> bound;
        try {
            bound = methods().bind(call);
        } catch (PyException e) {
            change(call, effects, () -> effects.fail(call, e));
            return;
        }
        if (!bound.isQuick()) {
            Budget.spend(Math.max(0, extent()));
            Budget.spendBytes(references.bytes());
        }
        change(call, effects, () -> run(bound, call, effects));
    }

    private void run(Methods.Bound<T> bound, Event.Called call, Effects effects) {
        if (isGone) {
            effects.fail(call, PyException.keyError(call.ident()));
            return;
        }
        try {
            Object result = bound.run(self());
            if (!(result instanceof Waiter)) {
                effects.answer(call, result);
            }
        } catch (PyException e) {
            effects.fail(call, e);
        }
    }

    /**
     * Carries out a call for a Java collection that this object dresses as Python's.
     *
     * @throws PyException what Python's method would raise
     */
    public final @Nullable Object perform(Event.Called call) {
        Methods.Bound<T> bound = methods().bind(call);
        return read(() -> bound.run(self()));
    }

    /** How many things it holds, where there are methods whose time grows with them; of many, nobody waits here. */
    int extent() {
        return NONE;
    }

    /** Whether clients can wait here, or hold something. */
    private boolean isWaitedFor() {
        return extent() == NONE;
    }

    /** Makes a change under the lock. */
    final void change(Event event, Effects effects, Runnable change) {
        guard.change(event, effects, change);
    }

    /** Reads what no change is to come between. */
    final <R extends @Nullable Object> R read(Supplier<R> reading) {
        return guard.read(reading);
    }

    /** The same of all that it holds. */
    final <R> R readAll(Supplier<R> reading) {
        Budget.spend(extent());
        return guard.read(reading);
    }

    /** Leaves a waiter, which is the result of its call. */
    final Object await(Waiter waiter, Arguments args, Timeout timeout) {
        guard.await(waiter, args.call(), timeout);
        return waiter;
    }

    /** Answers a waiter. */
    final void settle(Waiter waiter, @Nullable Object result) {
        guard.settle(waiter, result);
    }

    /** Answers a waiter with an exception. */
    final void fail(Waiter waiter, PyException exception) {
        guard.fail(waiter, exception);
    }

    /** The client begins to hold something here. */
    final void hold(ClientId client) {
        guard.effects().add(new Effect.Held(client, where(), true));
    }

    /** The client holds nothing here any more. */
    final void letGo(ClientId client) {
        guard.effects().add(new Effect.Held(client, where(), false));
    }

    final void abandoned(Event.Abandoned event) {
        Waiter waiter = guard.waitOf(event.client());
        if (waiter != null && waiter.ticket() == event.ticket()) {
            end(event.client(), this::interrupt);
        }
    }

    final void killed(ClientId client) {
        end(client, this::forget);
        release(client);
    }

    final void departed(ClientId client) {
        end(client, this::forget);
        if (isWaitedFor()) {
            depart(client);
        }
    }

    final void timerFired(Event.TimerFired event) {
        Waiter waiter = guard.waitOf(event.client());
        if (waiter != null && waiter.ticket() == event.ticket() && waiter.isLimited()) {
            expire(waiter);
        }
    }

    private void end(ClientId client, Consumer<Waiter> ending) {
        Waiter waiter = guard.waitOf(client);
        if (waiter != null) {
            guard.cancel(waiter);
            ending.accept(waiter);
        }
    }

    /** The time of a waiter is up. */
    void expire(Waiter waiter) {
        throw new IllegalStateException("nobody waits here for a limited time");
    }

    /**
     * From now on what has been handed out is remembered until it is known to have arrived, since the server may end in
     * between and start again.
     */
    void rememberDeliveries() {}

    /** A delivery has arrived. */
    void delivered(ClientId client, long taking) {}

    /** The server has been started again: its clients are gone, and whatever was on its way to them. */
    void restarted() {
        Set<ClientId> gone = new LinkedHashSet<>(clients());
        gone.removeIf(ClientId::isResumable);
        // Before anything is released, which would be given to those who wait.
        gone.forEach(client -> end(client, this::forget));
        releaseAll(gone);
    }

    /** Clients have gone for good together: releases what they hold here. */
    void releaseAll(Collection<ClientId> clients) {
        clients.forEach(this::release);
    }

    /** Those who wait here, or hold something. */
    final Set<ClientId> clients() {
        return read(() -> {
            Set<ClientId> all = new LinkedHashSet<>(guard.waiting());
            all.addAll(holders());
            all.addAll(recipients());
            return all;
        });
    }

    final boolean isHolder(ClientId client) {
        return read(() -> holders().contains(client));
    }

    /** The number of the call with which the client waits here; empty when it does not. */
    final OptionalLong waitOf(ClientId client) {
        return read(() -> {
            Waiter waiter = guard.waitOf(client);
            return waiter == null ? OptionalLong.empty() : OptionalLong.of(waiter.ticket());
        });
    }

    /** Until when the call with that number waits here; empty when it does not. */
    final OptionalLong deadlineOf(ClientId client, long ticket) {
        return read(() -> {
            Waiter waiter = guard.waitOf(client);
            return waiter != null && waiter.ticket() == ticket
                    ? OptionalLong.of(waiter.deadline())
                    : OptionalLong.empty();
        });
    }

    /** See {@link ObjectTable#adopt}. */
    boolean adopt(BuiltInObject<?> given) {
        if (given.typeName().equals(typeName())) {
            return false;
        }
        throw PyException.typeError(
                "is a " + typeName() + " in the store, and a " + given.typeName() + " was asked for");
    }

    /** What takes the place of this object in a table; another one where others were adopted with which it changes together. */
    BuiltInObject<?> heir() {
        return this;
    }

    /** What its type is called. */
    String typeName() {
        return getClass().getSimpleName().replaceFirst("^Shared", "");
    }

    /** The idents of the objects that change together with this one, as far as they are in a table. */
    List<String> together() {
        return List.of(ident);
    }

    /** The idents of the objects that must be read before this one, unless they are gone. */
    List<String> needs() {
        return List.of();
    }

    /** Those who hold something here. */
    Collection<ClientId> holders() {
        return List.of();
    }

    /** Those to whom something is on its way that comes back when they are gone, as far as that is remembered. */
    Collection<ClientId> recipients() {
        return List.of();
    }

    /** What was lent longer ago than it may be comes back. */
    void expireLeases() {}

    /** Whether {@link #expireLeases} would do anything at that time. */
    boolean hasExpiredLeases(long time) {
        return false;
    }

    /** A delivery did not arrive, and comes back. */
    void undelivered(ClientId client, Delivery delivery) {}

    /** A waiter goes without an answer: takes it from wherever the type keeps it. */
    void forget(Waiter waiter) {}

    /** A waiter goes without an answer, but its client stays. */
    void interrupt(Waiter waiter) {
        forget(waiter);
    }

    /** A client has gone for good: releases what it holds here. */
    void release(ClientId client) {}

    /** A client has gone, and may have meant to leave held what it holds: releases what nobody else can release. */
    void depart(ClientId client) {
        release(client);
    }

    /** The object is no longer in the table. To be called in a change. */
    void gone() {
        ident = "";
        isGone = true;
    }

    /** Whether a change or a reading is under way. */
    final boolean isBusy() {
        return guard.isBusy();
    }

    final boolean isGone() {
        return isGone;
    }

    /** The references that stored values hold; to be used in changes. */
    final StoredReferences stored() {
        return references;
    }

    /** What most types have within themselves cannot be pickled in Python either. */
    @Override
    public @Nullable Object value() {
        throw PyException.typeError("cannot pickle '_thread.lock' object");
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
        return "<" + type + " at 0x" + address();
    }

    /** It stands for an address of CPython's, and is the same on every machine. */
    private String address() {
        String digits = "0".repeat(DIGITS) + where().replaceAll("[^0-9a-f]", "");
        return digits.substring(digits.length() - DIGITS);
    }

    @Override
    public String repr(Reader reader) {
        return repr(reader.isPython2());
    }

    /** See {@link #repr(Reader)}. */
    abstract String repr(boolean isPython2);

    /** Writes the type and the state, while nothing changes it. */
    final void saveWhole(StateWriter out) {
        read(() -> {
            SharedTypes.save(this, out);
            return out;
        });
    }

    /** Reads a call that waits here. */
    final Waiter restore(StateReader in) {
        Waiter waiter = in.waiter();
        guard.restore(waiter);
        return waiter;
    }

    /** Reads calls that wait here for the same thing. */
    final void restore(StateReader in, Collection<Waiter> waiters) {
        in.each(() -> waiters.add(restore(in)));
    }

    /** What its state is called, for {@link SharedTypes#read}. */
    String stateType() {
        return getClass().getSimpleName();
    }

    /** Writes the state, for {@link SharedTypes#read} to read. To be called in a reading. */
    abstract void save(StateWriter out);
}
