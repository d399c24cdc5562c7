package io.picklewire.shared;

import io.picklewire.pickle.PickledValue;
import io.picklewire.pickle.SealedException;
import io.picklewire.python.PyException;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task of a pool came to. Immutable; any thread.
 *
 * @param isResult whether the function returned
 * @param value what it returned, or the exception that it raised
 */
record PoolOutcome(boolean isResult, Sealed value) {
    /** What comes of a task that no worker finishes. */
    static PoolOutcome of(PyException failure) {
        return new PoolOutcome(false, PickledValue.of(failure));
    }

    /** What a task returned that a worker carried out; null when that is no list. */
    static @Nullable List<PoolOutcome> results(Sealed chunk) {
        List<Sealed> items = chunk.items();
        if (items != null) {
            return items.stream().map(item -> new PoolOutcome(true, item)).toList();
        }
        if (!(chunk.open() instanceof List<?> list)) {
            return null;
        }
        List<PoolOutcome> results = new ArrayList<>(list.size());
        list.forEach(item -> results.add(new PoolOutcome(true, chunk.part(item))));
        return results;
    }

    /** The exception, to be raised. */
    SealedException exception() {
        return new SealedException(value);
    }

    void save(StateWriter out) {
        out.flag(isResult).value(value);
    }

    static PoolOutcome read(StateReader in) {
        return new PoolOutcome(in.flag(), in.sealed());
    }
}
