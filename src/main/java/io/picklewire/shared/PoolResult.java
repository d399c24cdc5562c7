package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one result of {@code apply} or {@code map}, and who waits for it. It is there when all tasks have come to their end;
 * it is the first exception when there was one. Guarded as the pool is. Source: CPython's {@code pool.ApplyResult} and
 * {@code MapResult}.
 */
final class PoolResult implements PoolSink {
    private final Guard guard;
    private final boolean isChunked;
    /** What the tasks returned, by their index. */
    private final @Nullable Sealed[] parts;

    private final Callbacks callbacks;
    private int left;
    private @Nullable PoolOutcome failure;
    private final Set<Waiter> getters = new LinkedHashSet<>();
    private final Set<Waiter> waiters = new LinkedHashSet<>();

    /**
     * Results of these calls.
     *
     * @param callbacks what is called with the result, or with the exception
     */
    PoolResult(Guard guard, PoolCalls calls, Callbacks callbacks) {
        this(guard, calls.isChunked(), new Sealed[calls.tasks()], calls.tasks(), callbacks);
    }

    /**
     * What is called when the result is there.
     *
     * @param client on whose behalf
     * @param onResult is called with a result; null when nothing is
     * @param onError is called with an exception; null when nothing is
     */
    record Callbacks(ClientId client, @Nullable PoolCallback onResult, @Nullable PoolCallback onError) {
        /** None at all. */
        static Callbacks none(Arguments args) {
            return new Callbacks(args.client(), null, null);
        }
    }

    private PoolResult(Guard guard, boolean isChunked, @Nullable Sealed[] parts, int left, Callbacks callbacks) {
        this.callbacks = callbacks;
        this.guard = guard;
        this.isChunked = isChunked;
        this.parts = parts;
        this.left = left;
    }

    boolean isReady() {
        return left == 0;
    }

    boolean isSuccessful() {
        return failure == null;
    }

    boolean isOfMany() {
        return isChunked;
    }

    /**
     * The result, once it is ready.
     *
     * @throws PyException what the function raised
     */
    @Nullable
    Object value() {
        if (failure != null) {
            throw failure.exception();
        }
        return isChunked ? joined() : parts[0];
    }

    /** Where items share parts they are opened together, so that they still do. */
    private Object joined() {
        List<Sealed> chunks = new ArrayList<>();
        for (Sealed part : parts) {
            chunks.add(Objects.requireNonNull(part));
        }
        Sealed joined = chunks.isEmpty() ? null : chunks.get(0).joined(chunks.subList(1, chunks.size()));
        return joined != null ? joined : opened(chunks);
    }

    private static List<@Nullable Object> opened(List<Sealed> chunks) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Sealed chunk : chunks) {
            if (!(chunk.open() instanceof List<?> items)) {
                throw PyException.typeError("the worker's result of a chunk is no list");
            }
            all.addAll(items);
        }
        return all;
    }

    @Override
    public void put(int index, PoolOutcome outcome) {
        if (outcome.isResult()) {
            parts[index] = outcome.value();
        } else if (failure == null) {
            failure = outcome;
        }
        left--;
        settle();
    }

    @Override
    public void failRest(PoolOutcome outcome) {
        if (left > 0) {
            failure = failure == null ? outcome : failure;
            left = 0;
            settle();
        }
    }

    private void settle() {
        if (left > 0) {
            return;
        }
        callBack();
        waiters.forEach(waiter -> guard.settle(waiter, null));
        waiters.clear();
        getters.forEach(this::answer);
        getters.clear();
    }

    /** Before those who wait go on, as in CPython. */
    private void callBack() {
        PoolCallback callback = failure == null ? callbacks.onResult : callbacks.onError;
        if (callback == null) {
            return;
        }
        Object value;
        try {
            value = failure == null ? value() : failure.value();
        } catch (PyException e) {
            value = e;
        }
        guard.effects().add(callback.call(callbacks.client, value));
    }

    private void answer(Waiter getter) {
        try {
            guard.settle(getter, value());
        } catch (PyException e) {
            guard.fail(getter, e);
        }
    }

    /** Leaves one who waits for the result itself. */
    void addGetter(Waiter waiter) {
        getters.add(waiter);
    }

    /** Leaves one who waits until it is there. */
    void addWaiter(Waiter waiter) {
        waiters.add(waiter);
    }

    @Override
    public void expire(Waiter waiter) {
        boolean gets = getters.contains(waiter);
        forget(waiter);
        if (gets) {
            guard.fail(waiter, PoolResults.timeout());
        } else {
            guard.settle(waiter, null);
        }
    }

    @Override
    public void forget(Waiter waiter) {
        getters.remove(waiter);
        waiters.remove(waiter);
    }

    @Override
    public Collection<Waiter> callers() {
        return getters;
    }

    @Override
    public List<Sealed> kept() {
        return Stream.of(callbacks.onResult, callbacks.onError)
                .filter(Objects::nonNull)
                .map(PoolCallback::function)
                .toList();
    }

    Collection<Waiter> waiting() {
        List<Waiter> all = new ArrayList<>(getters);
        all.addAll(waiters);
        return all;
    }

    @Override
    public void save(StateWriter out) {
        out.flag(isChunked).number(left).optional(failure, raised -> raised.save(out));
        out.each(Arrays.asList(parts), part -> out.optional(part, out::value));
        out.each(getters, out::waiter).each(waiters, out::waiter);
        out.client(callbacks.client);
        out.optional(callbacks.onResult, call -> call.save(out)).optional(callbacks.onError, call -> call.save(out));
    }

    static PoolResult read(Guard guard, StateReader in) {
        boolean isChunked = in.flag();
        int left = (int) in.number();
        PoolOutcome failure = in.optional(() -> PoolOutcome.read(in));
        List<@Nullable Sealed> parts = in.each(() -> in.optional(in::sealed));
        List<Waiter> getters = in.each(in::waiter);
        List<Waiter> waiters = in.each(in::waiter);
        Callbacks callbacks = new Callbacks(
                in.client(), in.optional(() -> PoolCallback.read(in)), in.optional(() -> PoolCallback.read(in)));
        PoolResult result = new PoolResult(guard, isChunked, parts.toArray(new Sealed[0]), left, callbacks);
        result.failure = failure;
        result.getters.addAll(getters);
        result.waiters.addAll(waiters);
        result.waiting().forEach(guard::restore);
        return result;
    }
}
