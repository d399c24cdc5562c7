package io.picklewire.shared;

import java.util.Collection;

/** Where the outcomes of a job's tasks go, and who waits there for them. Guarded as the pool is. */
sealed interface PoolSink permits PoolResult, PoolResults {
    /** A task has come to its end. */
    void put(int index, PoolOutcome outcome);

    /** All tasks that have not come to their end come to this one. */
    void failRest(PoolOutcome outcome);

    /** One who waits here goes without an answer. */
    void forget(Waiter waiter);

    /** The calls of the pool itself that wait here, such as {@code Pool.map}. */
    Collection<Waiter> callers();

    void save(StateWriter out);
}
