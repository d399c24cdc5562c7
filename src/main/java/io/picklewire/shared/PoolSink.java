package io.picklewire.shared;

import io.picklewire.python.Sealed;
import java.util.Collection;
import java.util.List;

/** Where the outcomes of a job's tasks go, and who waits there for them. Guarded as the pool is. */
sealed interface PoolSink permits PoolResult, PoolResults {
    /** A task has come to its end. */
    void put(int index, PoolOutcome outcome);

    /** All tasks that have not come to their end come to this one. */
    void failRest(PoolOutcome outcome);

    /** The time of one who waits is up. */
    void expire(Waiter waiter);

    /** One who waits here goes without an answer. */
    void forget(Waiter waiter);

    /** The calls of the pool itself that wait here, such as {@code Pool.map}. */
    Collection<Waiter> callers();

    /** What it keeps alive until all tasks have come to their end. */
    List<Sealed> kept();

    void save(StateWriter out);
}
