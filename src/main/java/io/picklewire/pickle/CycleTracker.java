package io.picklewire.pickle;

import io.picklewire.python.PyObject;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects whose arguments are being written, and what is open meanwhile. Where the arguments of an object lead
 * back to it, it has to be written there with arguments of its own: those around are not complete yet. So the
 * containers that Python's {@code __reduce__} makes anew each time, the outermost in the arguments, are written once
 * more; the outer object is dropped in the end (CPython: {@code pickle.save_reduce}). Not thread-safe.
 */
final class CycleTracker {
    /** A pickler goes around once for each way back; a pickle that was made to have many does not get as many. */
    private static final int MOST_ROUNDS = 16;

    /** Small: most messages have no objects, and a request's arguments are messages each. */
    private final IdentityHashMap<PyObject, Round> rounds = new IdentityHashMap<>(2);

    private final List<Object> open = new ArrayList<>(0);

    /** The arguments of an object as they are written: where in {@code open} they begin, and how often this was. */
    private record Round(int start, int number, @Nullable Round outer) {}

    /** Nothing is, in a new message. */
    void clear() {
        rounds.clear();
        open.clear();
    }

    /** The arguments of an object are about to be written; gives what is to be written anew in them. */
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

    /** Something with parts is open that is in arguments; false when it is in none, and need not be closed. */
    boolean open(Object container) {
        return !rounds.isEmpty() && open.add(container);
    }

    /** What was opened last has all its parts. */
    void close() {
        open.remove(open.size() - 1);
    }
}
