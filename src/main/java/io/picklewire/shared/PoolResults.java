package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.Sealed;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@code imap} one by one, and who waits for the next. Guarded as the pool is. Source: CPython's
 * {@code pool.IMapIterator} and {@code IMapUnorderedIterator}; with chunks, the generator that {@code imap} returns: that ends
 * with the first exception.
 */
final class PoolResults implements PoolSink {
    private static final PyGlobal TIMEOUT = new PyGlobal("multiprocessing", "TimeoutError");

    private final Guard guard;
    private final boolean isOrdered;
    private final boolean isChunked;
    private final int tasks;
    private final Deque<PoolOutcome> ready = new ArrayDeque<>();
    /** The outcomes of tasks that others have to come before. */
    private final Map<Integer, PoolOutcome> early = new TreeMap<>();

    private final Set<Waiter> takers = new LinkedHashSet<>();
    /** How many tasks have come to their end and are in order. */
    private int arrived;

    private boolean isCutOff;

    PoolResults(Guard guard, boolean isOrdered, PoolCalls calls) {
        this(guard, isOrdered, calls.isChunked(), calls.tasks());
    }

    private PoolResults(Guard guard, boolean isOrdered, boolean isChunked, int tasks) {
        this.guard = guard;
        this.isOrdered = isOrdered;
        this.isChunked = isChunked;
        this.tasks = tasks;
    }

    /** {@code multiprocessing.TimeoutError}. */
    static PyException timeout() {
        return PyException.of(TIMEOUT);
    }

    boolean isOrdered() {
        return isOrdered;
    }

    /**
     * The next result; null when there is none yet.
     *
     * @throws PyException what the function raised, or StopIteration
     */
    @Nullable
    Delivery next() {
        PoolOutcome next = ready.poll();
        if (next == null) {
            if (isCutOff || arrived == tasks) {
                throw PyException.stopIteration();
            }
            return null;
        }
        if (!next.isResult()) {
            throw next.exception();
        }
        return new Delivery.Item(next.value(), 1);
    }

    /** A result did not reach who took it. */
    void putBack(Delivery.Item item) {
        if (item.value() instanceof Sealed result) {
            ready.addFirst(new PoolOutcome(true, result));
            serve();
        }
    }

    @Override
    public void put(int index, PoolOutcome outcome) {
        if (isOrdered && index != arrived) {
            early.put(index, outcome);
            return;
        }
        arrive(outcome);
        for (PoolOutcome next = early.remove(arrived); next != null; next = early.remove(arrived)) {
            arrive(next);
        }
        serve();
    }

    private void arrive(PoolOutcome outcome) {
        arrived++;
        if (isCutOff) {
            return;
        }
        if (!isChunked) {
            ready.add(outcome);
            return;
        }
        List<PoolOutcome> results = outcome.isResult() ? PoolOutcome.results(outcome.value()) : null;
        if (results != null) {
            ready.addAll(results);
        } else {
            isCutOff = true;
            ready.add(
                    outcome.isResult()
                            ? PoolOutcome.of(PyException.typeError("the worker's result of a chunk is no list"))
                            : outcome);
        }
    }

    @Override
    public void failRest(PoolOutcome outcome) {
        if (!isCutOff && arrived < tasks) {
            early.clear();
            arrived = tasks;
            ready.add(outcome);
            serve();
        }
    }

    /** Gives what is there to those who wait, or lets them go when nothing more will come. */
    private void serve() {
        while (!takers.isEmpty()) {
            Waiter taker = takers.iterator().next();
            try {
                Delivery next = next();
                if (next == null) {
                    return;
                }
                takers.remove(taker);
                guard.settle(taker, next);
            } catch (PyException e) {
                takers.remove(taker);
                guard.fail(taker, e);
            }
        }
    }

    void addTaker(Waiter waiter) {
        takers.add(waiter);
    }

    @Override
    public void expire(Waiter waiter) {
        forget(waiter);
        guard.fail(waiter, timeout());
    }

    @Override
    public void forget(Waiter waiter) {
        takers.remove(waiter);
    }

    @Override
    public Collection<Waiter> callers() {
        return List.of();
    }

    @Override
    public List<Sealed> kept() {
        return List.of();
    }

    Collection<Waiter> waiting() {
        return takers;
    }

    @Override
    public void save(StateWriter out) {
        out.flag(isOrdered).flag(isChunked).number(tasks).number(arrived).flag(isCutOff);
        out.each(ready, each -> each.save(out));
        out.each(early.entrySet(), each -> {
            out.number(each.getKey());
            each.getValue().save(out);
        });
        out.each(takers, out::waiter);
    }

    static PoolResults read(Guard guard, StateReader in) {
        PoolResults results = new PoolResults(guard, in.flag(), in.flag(), (int) in.number());
        results.arrived = (int) in.number();
        results.isCutOff = in.flag();
        results.ready.addAll(in.each(() -> PoolOutcome.read(in)));
        in.each(() -> results.early.put((int) in.number(), PoolOutcome.read(in)));
        results.takers.addAll(in.each(in::waiter));
        results.takers.forEach(guard::restore);
        return results;
    }
}
