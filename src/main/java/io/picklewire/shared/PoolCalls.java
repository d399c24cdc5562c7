package io.picklewire.shared;

import io.picklewire.pickle.Dumper;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyDict;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyRange;
import io.picklewire.python.PyTuple;
import io.picklewire.python.RangeItems;
import io.picklewire.python.Sealed;
import io.picklewire.python.TypeName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a pool's job call, and with what. Immutable; any thread.
 *
 * <p>A worker gets {@code (job, index, function, args, kwds)}, and calls the function where it catches what that raises.
 * It has to unpickle the tuple before, where it catches nothing. So what may fail there is inside of a pickle
 * of its own, and the function is {@code pickle.loads}: the call is a part of that pickle. Then a function that cannot be
 * imported is an exception of the task, and not the end of the worker.
 *
 * @param form how a task calls
 * @param function what is called: sealed
 * @param items the arguments of the one call, or what the function is mapped to
 * @param kwargs the keyword arguments of the one call
 * @param chunk how many items a task has
 */
record PoolCalls(
        Form form,
        @Nullable Object function,
        List<? extends @Nullable Object> items,
        Map<String, @Nullable Object> kwargs,
        int chunk) {
    private static final PyGlobal LOADS = new PyGlobal("pickle", "loads");
    private static final PyGlobal LOADS_2 = new PyGlobal("cPickle", "loads");
    private static final PyGlobal PARTIAL = new PyGlobal("functools", "partial");

    /** How a task calls. Source: CPython's {@code pool.mapstar} and {@code starmapstar}. */
    enum Form {
        /** {@code function(*items, **kwargs)}. */
        ONE,
        /** {@code function(item)}. */
        EACH,
        /** {@code [function(item) for item in chunk]}. */
        CHUNKS,
        /** {@code [function(*item) for item in chunk]}. */
        STAR_CHUNKS
    }

    /** The call of {@code apply}. */
    static PoolCalls one(
            @Nullable Object function, List<? extends @Nullable Object> args, Map<String, @Nullable Object> kwargs) {
        return new PoolCalls(Form.ONE, function, args, kwargs, 1);
    }

    /** The calls of {@code map} and its relatives. */
    static PoolCalls each(Form form, @Nullable Object function, List<? extends @Nullable Object> items, int chunk) {
        return new PoolCalls(form, function, items, Map.of(), chunk);
    }

    /** How many tasks there are. */
    int tasks() {
        return form == Form.ONE ? 1 : (int) ((items.size() + (long) chunk - 1) / chunk);
    }

    /** Whether what a task returns is a list of results. */
    boolean isChunked() {
        return form == Form.CHUNKS || form == Form.STAR_CHUNKS;
    }

    /**
     * A task as a worker gets it.
     *
     * @param dumper writes pickles for that worker
     */
    PyTuple task(long job, int index, Dumper dumper) {
        boolean isPython2 = dumper.reader().isPython2();
        byte[] call = dumper.dumps(call(index, isPython2));
        Object bytes = isPython2 ? Py2Str.of(call) : call;
        return PyTuple.of(job, index, isPython2 ? LOADS_2 : LOADS, PyTuple.of(bytes), new PyDict());
    }

    private PyObject call(int index, boolean isPython2) {
        return switch (form) {
            case ONE -> kwargs.isEmpty() ? call(function, PyTuple.copyOf(items)) : call(partial(), PyTuple.EMPTY);
            case EACH -> call(function, PyTuple.of(items.get(index)));
            case CHUNKS -> chunk("mapstar", index);
            case STAR_CHUNKS -> isPython2 ? starChunk2(index) : chunk("starmapstar", index);
        };
    }

    private static PyObject call(@Nullable Object callable, PyTuple args) {
        return new PyObject(PyObject.Construction.REDUCE, callable, args, null);
    }

    private PyObject chunk(String caller, int index) {
        return PyObject.call("multiprocessing.pool", caller, PyTuple.of(function, part(index)));
    }

    /** Python 2.7 has no {@code starmapstar}. */
    private PyObject starChunk2(int index) {
        return PyObject.call("builtins", "list", PyObject.call("itertools", "starmap", function, part(index)));
    }

    private Object part(int index) {
        int from = index * chunk;
        return part(from, (int) Math.min(items.size(), from + (long) chunk));
    }

    /** Some of the items, as the function that maps over them takes them. */
    private Object part(int from, int to) {
        if ((List<?>) items instanceof Sealed.Items sealed) {
            return sealed.tuple(from, to);
        }
        return (List<?>) items instanceof RangeItems numbers
                ? numbers.slice(from, to)
                : PyTuple.copyOf(items.subList(from, to));
    }

    /** A pickle can call with keyword arguments only by way of an object that has them. */
    private PyObject partial() {
        PyDict keywords = new PyDict();
        kwargs.forEach(keywords::put);
        PyObject partial = call(PARTIAL, PyTuple.of(function));
        partial.addState(PyTuple.of(function, PyTuple.copyOf(items), keywords, null));
        return partial;
    }

    /** The items that may keep objects alive. */
    List<? extends @Nullable Object> kept() {
        boolean holdsNone = (List<?>) items instanceof Sealed.Items sealed && !sealed.mayHoldProxies();
        return holdsNone || (List<?>) items instanceof RangeItems ? List.of() : items;
    }

    /** The items, in one where that can be taken apart again. */
    private List<? extends @Nullable Object> whole() {
        return isWhole() ? List.of(part(0, items.size())) : items;
    }

    private boolean isWhole() {
        return (List<?>) items instanceof Sealed.Items || (List<?>) items instanceof RangeItems;
    }

    /** The name of what is called, for messages. */
    String name() {
        Object callable = Sealed.open(function);
        return callable instanceof PyGlobal global ? global.module() + "." + global.name() : TypeName.of(callable);
    }

    void save(StateWriter out) {
        out.text(form.name()).value(function).number(chunk).each(whole(), out::value);
        out.flag(isWhole());
        out.each(kwargs.entrySet(), each -> out.text(each.getKey()).value(each.getValue()));
    }

    static PoolCalls read(StateReader in) {
        Form form = Form.valueOf(in.text());
        Object function = in.value();
        int chunk = (int) in.number();
        List<? extends @Nullable Object> items = in.each(in::value);
        if (in.flag()) {
            Object whole = Objects.requireNonNull(items.get(0));
            items = whole instanceof PyRange range
                    ? new RangeItems(range)
                    : Objects.requireNonNull(((Sealed) whole).items());
        }
        return new PoolCalls(form, function, items, in.named(), chunk);
    }
}
