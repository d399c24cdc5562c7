package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An iterator: the typeid {@code Iterator} of CPython's {@code SyncManager}. Any thread. */
public final class SharedIterator extends BuiltInObject<SharedIterator> {
    private static final Methods<SharedIterator> METHODS = new Methods<SharedIterator>()
            .add("__next__", Signature.operator("__next__", 0), (iterator, args) -> iterator.next())
            .add("next", Signature.operator("next", 0), (iterator, args) -> iterator.next())
            .add("send", Signature.fixed("generator.send", 1), (iterator, args) -> iterator.noGenerator("send"))
            .add(
                    "throw",
                    Signature.range("generator", "throw", 1, 3),
                    (iterator, args) -> iterator.noGenerator("throw"))
            .add("close", Signature.fixed("generator.close", 0), (iterator, args) -> iterator.noGenerator("close"))
            .quick("__next__", "next");

    /** What is iterated over: an iterator fails once that has changed, as Python's does. Guarded as the object is. */
    interface Source {
        /** Grows with every change that an iterator cannot live with. */
        long changes();

        /** What such an iterator raises. */
        String changed();
    }

    private final List<? extends @Nullable Object> items;
    /** Null when nothing can change any more. */
    private final @Nullable Source source;

    private final long changesAtStart;
    private int position;
    private boolean exhausted;

    /** An iterator over {@code items}, which nobody changes. */
    SharedIterator(List<? extends @Nullable Object> items) {
        this(new Guard(), items, null, 0);
    }

    /** An iterator over {@code items} that fails when {@code source}, which they were copied from, changes. */
    static <S extends BuiltInObject<?> & Source> SharedIterator over(S source, List<? extends @Nullable Object> items) {
        return new SharedIterator(source.guard(), items, source, source.changes());
    }

    private SharedIterator(
            Guard guard, List<? extends @Nullable Object> items, @Nullable Source source, long changesAtStart) {
        super(guard);
        this.items = items;
        this.source = source;
        this.changesAtStart = changesAtStart;
        items.forEach(stored()::retain);
    }

    private @Nullable Object next() {
        if (exhausted) {
            throw PyException.stopIteration();
        }
        if (source != null && isStale()) {
            throw PyException.runtimeError(source.changed());
        }
        if (position == items.size()) {
            exhausted = true;
            throw PyException.stopIteration();
        }
        return items.get(position++);
    }

    private boolean isStale() {
        return source != null && source.changes() != changesAtStart;
    }

    /** What is left of it as an iterator that travels whole, for clients that cannot make a proxy of one. */
    public PyObject whole() {
        return read(() -> PyObject.call("builtins", "iter", new ArrayList<>(items.subList(position, items.size()))));
    }

    /** A source that is gone changes no more. */
    @Override
    List<String> needs() {
        return source instanceof BuiltInObject<?> known && !known.isGone() ? List.of(known.ident()) : List.of();
    }

    @Override
    void save(StateWriter out) {
        List<String> needs = needs();
        boolean isOver = !needs.isEmpty();
        out.flag(isOver).text(isOver ? needs.get(0) : "");
        out.number(isOver ? changesAtStart : isStale() ? 1 : 0);
        out.text(source == null ? "" : source.changed());
        out.flag(exhausted).number(position).each(items, out::value);
    }

    static SharedIterator read(StateReader in, ObjectLookup objects) {
        boolean isOver = in.flag();
        SharedObject found = objects.find(in.text());
        long changesAtStart = in.number();
        String changed = in.text();
        boolean exhausted = in.flag();
        int position = (int) in.number();
        List<@Nullable Object> items = in.each(in::value);
        Source source =
                isOver && found instanceof Source known ? known : changed.isEmpty() ? null : new GoneSource(changed);
        Guard guard = source instanceof BuiltInObject<?> monitor ? monitor.guard() : new Guard();
        // What is gone counts as never changed: a stale iterator began one change before.
        long start = isOver ? changesAtStart : -changesAtStart;
        SharedIterator iterator = new SharedIterator(guard, items, source, start);
        iterator.exhausted = exhausted;
        iterator.position = position;
        return iterator;
    }

    /** A source that went before the iterator. */
    private record GoneSource(String changed) implements Source {
        @Override
        public long changes() {
            return 0;
        }
    }

    private Object noGenerator(String method) {
        throw PyException.attributeError("'dict_keyiterator' object has no attribute '" + method + "'");
    }

    @Override
    int extent() {
        return 1;
    }

    @Override
    Methods<SharedIterator> methods() {
        return METHODS;
    }

    @Override
    SharedIterator self() {
        return this;
    }

    @Override
    public Object value() {
        throw PyException.typeError("cannot pickle an iterator that is shared");
    }

    @Override
    String repr(boolean isPython2) {
        return identity("dict_keyiterator object") + ">";
    }
}
