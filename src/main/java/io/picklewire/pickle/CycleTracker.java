package io.picklewire.pickle;

import io.picklewire.python.PyObject;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects whose arguments are being written, and what is open meanwhile. The arguments of an object may lead back
 * to the object itself. It is then written there, inside its own arguments, and needs arguments that are complete; the
 * ones around it are not yet. So the outermost containers among the arguments, which Python's {@code __reduce__} makes
 * anew each time, are written a second time; the outer object is dropped in the end (CPython: {@code
 * pickle.save_reduce}). Not thread-safe.
 */
final class CycleTracker {
    /**
     * How often an object is written inside its own arguments. CPython's pickler does so once for each way back; a
     * hostile value may have any number of these.
     */
    private static final int MOST_ROUNDS = 16;

    /** Small: most messages have no objects, and a request's arguments are messages each. */
    private final IdentityHashMap<PyObject, Round> rounds = new IdentityHashMap<>(2);

    private final List<Object> open = new ArrayList<>(0);

    /** The arguments of an object as they are written: where in {@code open} they begin, and how often this was. */
    private record Round(int start, int number, @Nullable Round outer) {}

    /** Forgets all: a new message begins. */
    void clear() {
        rounds.clear();
        open.clear();
    }

    /**
     * The arguments of an object are about to be written. Returns the containers that are to be written a second time
     * in them.
     */
    List<Object> begin(PyObject object) {
        Round outer = rounds.get(object);
        rounds.put(object, new Round(open.size(), outer == null ? 0 : outer.number() + 1, outer));
        if (outer == null || outer.number() >= MOST_ROUNDS) {
            return List.of();
        }
        int inside = open.size() - outer.start();
        int made = object.calls("collections", "OrderedDict") ? 2 : 1; // a list of pairs; a list
        return List.copyOf(open.subList(outer.start(), outer.start() + Math.max(0, Math.min(made, inside - 1))));
    }

    /** The arguments of an object are written. */
    void end(PyObject object) {
        Round round = rounds.get(object);
        if (round == null || round.outer() == null) {
            rounds.remove(object);
        } else {
            rounds.put(object, round.outer());
        }
    }

    /** A container is being written. Returns whether it is inside of arguments; if it is not, it need not be closed. */
    boolean open(Object container) {
        return !rounds.isEmpty() && open.add(container);
    }

    /** The container that was opened last is complete. */
    void close() {
        open.remove(open.size() - 1);
    }
}
