package io.picklewire.shared;

import io.picklewire.python.Index;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import org.jspecify.annotations.Nullable;

/**
 * How a pool was made. Immutable; any thread.
 *
 * @param processes how many workers it is to have; null for a pool with a name, which has as many as come
 * @param initializer what each worker calls first; None when that is nothing
 * @param initargs with which arguments
 * @param maxtasks after how many tasks a worker gives way to a new one; null when never
 * @param retries how often a task is begun again whose worker has died
 */
record PoolSettings(
        @Nullable Integer processes,
        @Nullable Object initializer,
        @Nullable Object initargs,
        @Nullable Integer maxtasks,
        int retries) {
    /** Those of a pool that clients share. */
    static PoolSettings shared(int retries) {
        return new PoolSettings(null, null, PyTuple.EMPTY, null, retries);
    }

    /** As a client gives them: {@code Pool(processes, initializer, initargs, maxtasksperchild)}. */
    static PoolSettings of(Arguments args) {
        if (args.value(0) == null) {
            throw PyException.valueError("Number of processes must be at least 1, not None");
        }
        int processes = args.size(0, "OverflowError");
        if (processes < 1) {
            throw PyException.valueError("Number of processes must be at least 1");
        }
        Object maxtasks = args.value(3);
        if (maxtasks != null && !(Index.isIndex(maxtasks) && Index.of(maxtasks).signum() > 0)) {
            throw PyException.valueError("maxtasksperchild must be a positive int or None");
        }
        Object initializer = args.value(1);
        if (initializer != null && !(initializer instanceof PyGlobal || initializer instanceof PyObject)) {
            throw PyException.typeError("initializer must be a callable");
        }
        return new PoolSettings(
                processes, args.stored(1), args.stored(2), maxtasks == null ? null : args.size(3, "OverflowError"), 0);
    }

    boolean isShared() {
        return processes == null;
    }

    void save(StateWriter out) {
        out.value(processes).value(initializer).value(initargs).value(maxtasks).number(retries);
    }

    static PoolSettings read(StateReader in) {
        return new PoolSettings((Integer) in.value(), in.value(), in.value(), (Integer) in.value(), (int) in.number());
    }
}
