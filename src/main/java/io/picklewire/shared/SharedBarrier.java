package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.Equality;
import io.picklewire.python.Index;
import io.picklewire.python.Ordering;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.Repr;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A barrier: {@code threading.Barrier}, without an action. A client that goes while it waits is no longer counted.
 * Any thread.
 */
final class SharedBarrier extends BuiltInObject<SharedBarrier> {
    private static final PyGlobal BROKEN = new PyGlobal("threading", "BrokenBarrierError");
    private static final Methods<SharedBarrier> METHODS = new Methods<SharedBarrier>()
            .add("__getattribute__", Signature.operator("__getattribute__", 1), SharedBarrier::attribute)
            .add("wait", Signature.python("Barrier.wait", Parameter.optional("timeout", null)), SharedBarrier::wait)
            .add("abort", Signature.python("Barrier.abort"), (barrier, args) -> barrier.abort())
            .add("reset", Signature.python("Barrier.reset"), (barrier, args) -> barrier.reset())
            .reads("__getattribute__");

    /** An int, or a float: what is no whole number never comes. */
    private final Object parties;

    private final @Nullable Object timeout;
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private boolean isBroken;

    private SharedBarrier(Object parties, @Nullable Object timeout) {
        this.parties = parties;
        this.timeout = timeout;
    }

    /**
     * A barrier.
     *
     * @throws PyException ValueError for less than one party, TypeError for an action, which would be Python code
     */
    static SharedBarrier of(@Nullable Object parties, @Nullable Object action, @Nullable Object timeout) {
        if (action != null) {
            throw PyException.typeError("Barrier(action=...) names a Python function, which this manager cannot run;"
                    + " call it in the client instead: if barrier.wait() == 0: action()");
        }
        if (Ordering.lessThan(parties, 1)) {
            throw PyException.valueError("parties must be > 0");
        }
        if (parties == null || (!(parties instanceof Double) && !Index.isIndex(parties))) {
            throw PyException.typeError("a barrier's parties must be a number, not " + TypeName.of(parties));
        }
        return new SharedBarrier(parties, timeout);
    }

    private Object wait(Arguments args) {
        if (isBroken) {
            throw PyException.of(BROKEN);
        }
        if (Equality.equal(waiters.size() + 1, parties)) {
            return trip();
        }
        Timeout limit = Timeout.ofDeadline(args.value(0) == null ? timeout : args.value(0));
        Waiter waiter = Waiter.of(args.call());
        waiters.add(waiter);
        return await(waiter, args, limit);
    }

    @Override
    void expire(Waiter waiter) {
        abort();
    }

    /** Lets all go, each with its index in the order of coming, and says the last one's. */
    private Object trip() {
        int index = 0;
        for (Waiter waiter : waiters) {
            settle(waiter, index++);
        }
        waiters.clear();
        return index;
    }

    private @Nullable Object abort() {
        isBroken = true;
        failAll();
        return null;
    }

    private @Nullable Object reset() {
        isBroken = false;
        failAll();
        return null;
    }

    private void failAll() {
        new ArrayList<>(waiters).forEach(waiter -> fail(waiter, PyException.of(BROKEN)));
        waiters.clear();
    }

    private Object attribute(Arguments args) {
        String name = args.attribute(0);
        return switch (name) {
            case "parties" -> parties;
            case "n_waiting" -> waiters.size();
            case "broken" -> isBroken;
            default -> throw PyException.attributeError("'Barrier' object has no attribute '" + name + "'");
        };
    }

    @Override
    void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    @Override
    public ObjectStatus status() {
        return read(() -> new ObjectStatus(
                List.of(isBroken ? ObjectStatus.Fact.of("broken") : new ObjectStatus.Fact("parties", Repr.of(parties))),
                null,
                List.of(Waiter.told("waiting", waiters))));
    }

    @Override
    void save(StateWriter out) {
        out.value(parties).value(timeout).flag(isBroken).each(waiters, out::waiter);
    }

    static SharedBarrier read(StateReader in) {
        SharedBarrier barrier = new SharedBarrier(Objects.requireNonNull(in.value()), in.value());
        barrier.isBroken = in.flag();
        barrier.restore(in, barrier.waiters);
        return barrier;
    }

    @Override
    Methods<SharedBarrier> methods() {
        return METHODS;
    }

    @Override
    SharedBarrier self() {
        return this;
    }

    @Override
    String repr(boolean isPython2) {
        return read(() -> identity("threading.Barrier") + ": "
                + (isBroken ? "broken" : "waiters=" + waiters.size() + "/" + Repr.of(parties)) + ">");
    }
}
