package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.Budget;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes tuples, lists, dicts and sets: the opening at once, the items as pending steps.
 *
 * <p>A tuple or frozenset that contains itself was written by the time its end is reached; its items are then
 * dropped again and it is referred to, as CPython's {@code save_tuple} does. Not thread-safe.
 */
final class ContainerWriter {
    private static final int LARGEST_SHORT_TUPLE = 3;
    private static final int[] SHORT_TUPLES = {EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3};

    private final Dumper dumper;

    ContainerWriter(Dumper dumper) {
        this.dumper = dumper;
    }

    void tuple(PyTuple tuple) {
        int size = tuple.size();
        Budget.spend(size);
        boolean marked = size > (dumper.protocol() < 2 ? 0 : LARGEST_SHORT_TUPLE);
        if (dumper.protocol() == 0 && size == 0) {
            op(MARK);
            op(TUPLE);
            return;
        }
        if (marked) {
            op(MARK);
        }
        Iterator<@Nullable Object> items = tuple.iterator();
        dumper.then(new Items(items), () -> endTuple(tuple, marked));
    }

    private void endTuple(PyTuple tuple, boolean marked) {
        int size = tuple.size();
        if (size > 0 && dumper.isMemoized(tuple)) {
            dropItems(marked, size);
            dumper.get(tuple);
            return;
        }
        op(marked ? TUPLE : SHORT_TUPLES[size]);
        if (size > 0) {
            dumper.memoize(tuple);
        }
    }

    private void dropItems(boolean marked, int size) {
        if (marked && dumper.protocol() > 0) {
            op(POP_MARK);
            return;
        }
        for (int i = marked ? -1 : 0; i < size; i++) {
            op(POP);
        }
    }

    void list(Collection<?> list) {
        Budget.spend(list.size());
        open(list, EMPTY_LIST, LIST);
        dumper.fill(list, appending(list.iterator()));
    }

    /** Appends items to the list, or the object, on top of the stack. */
    Runnable appending(Iterator<?> items) {
        return new BatchWriter<>(dumper, items, APPEND, APPENDS, dumper::emit);
    }

    void dict(Map<?, ?> dict) {
        Budget.spend(dict.size());
        open(dict, EMPTY_DICT, DICT);
        dumper.fill(dict, setting(dict.entrySet().iterator()));
    }

    /** Sets items of the dict, or the object, on top of the stack. */
    Runnable setting(Iterator<? extends Map.Entry<?, ?>> entries) {
        return new BatchWriter<>(dumper, entries, SETITEM, SETITEMS, entry -> {
            dumper.then(() -> dumper.emit(entry.getValue()));
            dumper.emit(entry.getKey());
        });
    }

    void set(Set<?> set) {
        Budget.spend(set.size());
        boolean frozen = set instanceof PySet python && python.isFrozen();
        if (dumper.protocol() < Dumper.COMMON) {
            dumper.opcodes().global(new PyGlobal("builtins", frozen ? "frozenset" : "set"));
            dumper.then(
                    () -> dumper.emit(PyTuple.of(new ArrayList<@Nullable Object>(set))),
                    () -> op(REDUCE),
                    () -> dumper.memoizeOnce(set));
        } else if (frozen) {
            op(MARK);
            dumper.then(new Items(set.iterator()), () -> endFrozenSet(set));
        } else {
            op(EMPTY_SET);
            dumper.memoize(set);
            dumper.fill(set, adding(set.iterator()));
        }
    }

    /** Adds items to the set, or the object, on top of the stack; from protocol 4 on. */
    Runnable adding(Iterator<?> items) {
        return new BatchWriter<>(dumper, items, ADDITEMS, ADDITEMS, dumper::emit);
    }

    private void endFrozenSet(Set<?> set) {
        if (dumper.isMemoized(set)) {
            op(POP_MARK);
            dumper.get(set);
            return;
        }
        op(FROZENSET);
        dumper.memoize(set);
    }

    private void open(Object container, int empty, int fromMark) {
        if (dumper.protocol() > 0) {
            op(empty);
        } else {
            op(MARK);
            op(fromMark);
        }
        dumper.memoize(container);
    }

    private void op(int opcode) {
        dumper.opcodes().opcode(opcode);
    }

    /** Writes one item after the other. */
    private final class Items implements Runnable {
        private final Iterator<?> items;

        Items(Iterator<?> items) {
            this.items = items;
        }

        @Override
        public void run() {
            if (items.hasNext()) {
                dumper.then(this);
                dumper.emit(items.next());
            }
        }
    }
}
