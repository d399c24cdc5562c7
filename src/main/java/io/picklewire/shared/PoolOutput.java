package io.picklewire.shared;

import java.util.Objects;

/**
 * What a client has of a job of a pool that it does not wait for. As long as the job is not done, the pool has its state. Any
 * thread.
 *
 * @param <S> where the outcomes of the job's tasks go
 */
abstract sealed class PoolOutput<T extends PoolOutput<T, S>, S extends PoolSink> extends BuiltInObject<T>
        permits SharedResult, SharedResults {
    private final SharedPool pool;
    private final long job;
    private final S sink;

    PoolOutput(SharedPool pool, long job, S sink) {
        super(pool.guard());
        this.pool = pool;
        this.job = job;
        this.sink = sink;
    }

    final S sink() {
        return sink;
    }

    @Override
    final void expire(Waiter waiter) {
        sink.expire(waiter);
    }

    @Override
    final void forget(Waiter waiter) {
        sink.forget(waiter);
    }

    @Override
    final void save(StateWriter out) {
        boolean isPending = pool.sink(job) == sink;
        out.flag(isPending).text(pool.where()).number(job);
        if (!isPending) {
            sink.save(out);
        }
    }

    /** Makes an object again of what it was. */
    interface Making<O, S> {
        O of(SharedPool pool, long job, S sink);
    }

    /** Reads the state of a sink that is its object's own. */
    interface Reading<S> {
        S read(Guard guard, StateReader in);
    }

    /** Reads what {@link #save} wrote. */
    static <O, S extends PoolSink> O read(
            StateReader in, ObjectLookup objects, Class<S> type, Reading<S> reading, Making<O, S> making) {
        boolean isPending = in.flag();
        SharedPool pool = SharedPool.found(in.text(), objects);
        long job = in.number();
        S sink = isPending
                ? type.cast(Objects.requireNonNull(pool.sink(job), "a result's job"))
                : reading.read(pool.guard(), in);
        return making.of(pool, job, sink);
    }
}
