package io.picklewire.shared;

import io.picklewire.python.Equality;
import io.picklewire.python.Index;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import io.picklewire.python.TypeName;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code collections.deque}: items at both ends, and perhaps a limit, beyond which those at the other end go. Items stay
 * sealed until something asks what they are. Any thread.
 */
final class SharedDeque extends Container<SharedDeque> implements SharedIterator.Source {
    private static final PyGlobal TYPE = new PyGlobal("collections", "deque");
    /** In place of None. */
    private static final Object NULL = new Object();

    private static final Methods<SharedDeque> METHODS = new Methods<SharedDeque>()
            .add("append", Signature.fixed("deque.append", 1), (deque, args) -> deque.append(args.stored(0)))
            .add("appendleft", Signature.fixed("deque.appendleft", 1), (deque, args) -> deque.prepend(args.stored(0)))
            .add("clear", Signature.fixed("deque.clear", 0), (deque, args) -> deque.replace(List.of()))
            .add("copy", Signature.fixed("deque.copy", 0), (deque, args) -> deque.pickled(deque.list()))
            .add("count", Signature.fixed("deque.count", 1), SharedDeque::count)
            .add("extend", Signature.fixed("deque.extend", 1), (deque, args) -> deque.appendAll(args.items(0)))
            .add("extendleft", Signature.fixed("deque.extendleft", 1), (deque, args) -> deque.prependAll(args.items(0)))
            .add("index", Signature.range("deque", "index", 1, 3), SharedDeque::index)
            .add("insert", Signature.range("deque", "insert", 2, 2), SharedDeque::insert)
            .add("pop", Signature.fixed("deque.pop", 0), (deque, args) -> deque.taken(deque.items.pollLast()))
            .add("popleft", Signature.fixed("deque.popleft", 0), (deque, args) -> deque.taken(deque.items.pollFirst()))
            .add("remove", Signature.fixed("deque.remove", 1), SharedDeque::remove)
            .add("reverse", Signature.fixed("deque.reverse", 0), (deque, args) -> deque.reverse())
            .add("rotate", Signature.range("deque", "rotate", 0, 1), SharedDeque::rotate)
            .add("__add__", Signature.operator("__add__", 1), SharedDeque::plus)
            .add("__contains__", Signature.operator("__contains__", 1), (deque, args) -> deque.find(args) >= 0)
            .add("__delitem__", Signature.operator("__delitem__", 1), SharedDeque::delete)
            .add("__getitem__", Signature.operator("__getitem__", 1), (deque, args) -> deque.at(deque.position(args)))
            .add("__iadd__", Signature.operator("__iadd__", 1), SharedDeque::add)
            .add("__iter__", Signature.operator("__iter__", 0), (deque, args) -> deque.iterator(deque.list()))
            .add("__len__", Signature.operator("__len__", 0), (deque, args) -> deque.items.size())
            .add("__mul__", Signature.operator("__mul__", 1), (deque, args) -> deque.pickled(deque.times(args)))
            .add("__setitem__", Signature.operator("__setitem__", 2), SharedDeque::set)
            .reads("copy", "count", "index", "__add__", "__contains__", "__getitem__", "__iter__", "__len__", "__mul__")
            .quick(
                    "append",
                    "appendleft",
                    "__len__",
                    "pop",
                    "popleft",
                    "extend",
                    "extendleft",
                    "__getitem__",
                    "__setitem__");

    private final Deque<Object> items = new ArrayDeque<>();
    private final long maxlen;
    /** Grows with every change of how many there are, for iterators to see. */
    private long changes;

    private SharedDeque(long maxlen) {
        this.maxlen = maxlen;
    }

    /**
     * A deque.
     *
     * @param maxlen null for no limit
     * @throws PyException ValueError or TypeError when that is no limit
     */
    static SharedDeque of(Collection<? extends @Nullable Object> items, @Nullable Object maxlen) {
        if (maxlen != null && !Index.isIndex(maxlen)) {
            throw PyException.typeError("an integer is required");
        }
        BigInteger limit = maxlen == null ? BigInteger.valueOf(Long.MAX_VALUE) : Index.of(maxlen);
        if (limit.signum() < 0) {
            throw PyException.valueError("maxlen must be non-negative");
        }
        if (limit.bitLength() >= Long.SIZE) {
            throw PyException.overflowError("Python int too large to convert to C ssize_t");
        }
        SharedDeque deque = new SharedDeque(limit.longValue());
        deque.appendAll(items);
        return deque;
    }

    private @Nullable Object append(@Nullable Object item) {
        stored().retain(item);
        items.addLast(item == null ? NULL : item);
        noteChange();
        if (items.size() > maxlen) {
            stored().release(items.removeFirst());
        }
        return null;
    }

    private @Nullable Object prepend(@Nullable Object item) {
        stored().retain(item);
        items.addFirst(item == null ? NULL : item);
        noteChange();
        if (items.size() > maxlen) {
            stored().release(items.removeLast());
        }
        return null;
    }

    private @Nullable Object appendAll(Collection<? extends @Nullable Object> more) {
        more.forEach(this::append);
        return null;
    }

    private @Nullable Object prependAll(List<@Nullable Object> more) {
        more.forEach(this::prepend);
        return null;
    }

    private @Nullable Object taken(@Nullable Object item) {
        if (item == null) {
            throw PyException.indexError("pop from an empty deque");
        }
        noteChange();
        stored().release(item);
        return item == NULL ? null : item;
    }

    private List<@Nullable Object> list() {
        List<@Nullable Object> list = new ArrayList<>(items.size());
        items.forEach(item -> list.add(item == NULL ? null : item));
        return list;
    }

    private @Nullable Object replace(List<@Nullable Object> content) {
        content.forEach(stored()::retain);
        items.forEach(stored()::release);
        items.clear();
        content.forEach(item -> items.addLast(item == null ? NULL : item));
        noteChange();
        return null;
    }

    private Object count(Arguments args) {
        Object sought = args.own(0);
        return (int) list().stream()
                .filter(item -> Equality.identicalOrEqual(Sealed.open(item), sought))
                .count();
    }

    private int find(Arguments args) {
        return find(args, 0, items.size());
    }

    private int find(Arguments args, int start, int stop) {
        Object sought = args.own(0);
        List<@Nullable Object> list = list();
        for (int i = start; i < stop; i++) {
            if (Equality.identicalOrEqual(Sealed.open(list.get(i)), sought)) {
                return i;
            }
        }
        return -1;
    }

    private Object index(Arguments args) {
        int start = args.given(1) ? (int) bounded(args.bound(1)) : 0;
        int stop = args.given(2) ? (int) bounded(args.bound(2)) : items.size();
        int found = find(args, start, stop);
        if (found < 0) {
            throw PyException.valueError(Repr.of(args.own(0)) + " is not in deque");
        }
        return found;
    }

    private long bounded(long bound) {
        long fromStart = bound < 0 ? bound + items.size() : bound;
        return Math.max(0, Math.min(fromStart, items.size()));
    }

    private @Nullable Object insert(Arguments args) {
        if (items.size() >= maxlen) {
            throw PyException.indexError("deque already at its maximum size");
        }
        List<@Nullable Object> list = list();
        list.add((int) bounded(args.index(0)), args.stored(1));
        return replace(list);
    }

    private @Nullable Object remove(Arguments args) {
        int found = find(args);
        if (found < 0) {
            throw PyException.valueError(Repr.of(args.own(0)) + " is not in deque");
        }
        return removeAt(found);
    }

    private @Nullable Object removeAt(int position) {
        List<@Nullable Object> list = list();
        list.remove(position);
        return replace(list);
    }

    private @Nullable Object reverse() {
        List<@Nullable Object> list = list();
        Collections.reverse(list);
        return replace(list);
    }

    private @Nullable Object rotate(Arguments args) {
        long steps = args.given(0) ? args.index(0) : 1;
        if (!items.isEmpty()) {
            List<@Nullable Object> list = list();
            Collections.rotate(list, (int) (steps % list.size()));
            replace(list);
        }
        return null;
    }

    private int position(Arguments args) {
        if (!Index.isIndex(args.value(0))) {
            throw PyException.typeError("sequence index must be integer, not '" + TypeName.of(args.value(0)) + "'");
        }
        long given = args.size(0, "IndexError");
        long position = given < 0 ? given + items.size() : given;
        if (position < 0 || position >= items.size()) {
            throw PyException.indexError("deque index out of range");
        }
        return (int) position;
    }

    /** From the end that is nearer. */
    private @Nullable Object at(int position) {
        int fromEnd = items.size() - 1 - position;
        Iterator<Object> each = position <= fromEnd ? items.iterator() : items.descendingIterator();
        for (int i = Math.min(position, fromEnd); i > 0; i--) {
            each.next();
        }
        Object item = each.next();
        return item == NULL ? null : item;
    }

    private @Nullable Object set(Arguments args) {
        int position = position(args);
        List<@Nullable Object> list = list();
        list.set(position, args.stored(1));
        return replace(list);
    }

    private @Nullable Object delete(Arguments args) {
        return removeAt(position(args));
    }

    private Object add(Arguments args) {
        appendAll(args.items(0));
        return pickled(list());
    }

    private Object plus(Arguments args) {
        boolean isDeque = args.isProxyOf(SharedDeque.class, 0)
                || (args.value(0) instanceof PyObject object && TYPE.equals(object.callable()));
        if (!isDeque) {
            throw PyException.typeError(
                    "can only concatenate deque (not \"" + TypeName.of(args.value(0)) + "\") to deque");
        }
        List<@Nullable Object> sum = list();
        sum.addAll(args.items(0));
        return pickled(sum);
    }

    private List<@Nullable Object> times(Arguments args) {
        int times = Math.max(0, args.size(0, "OverflowError"));
        List<@Nullable Object> product = new ArrayList<>(ResultLimit.repeated(items.size(), times));
        List<@Nullable Object> list = list();
        for (int i = 0; i < times && !list.isEmpty(); i++) {
            product.addAll(list);
        }
        return product;
    }

    private SharedIterator iterator(List<@Nullable Object> list) {
        return SharedIterator.over(this, list);
    }

    /** As CPython pickles one ({@code deque.__reduce__}). */
    private PyObject pickled(List<@Nullable Object> content) {
        boolean isLimited = maxlen != Long.MAX_VALUE;
        PyTuple args =
                isLimited ? PyTuple.of(PyTuple.EMPTY, Index.smallest(BigInteger.valueOf(maxlen))) : PyTuple.EMPTY;
        PyObject deque = new PyObject(PyObject.Construction.REDUCE, TYPE, args, null);
        int surplus = (int) Math.max(0, content.size() - maxlen);
        deque.items().addAll(content.subList(surplus, content.size()));
        return deque;
    }

    @Override
    public Map<String, String> methodToTypeid() {
        return Map.of("__iter__", "Iterator");
    }

    @Override
    public long changes() {
        return changes;
    }

    @Override
    public String changed() {
        return "deque mutated during iteration";
    }

    private void noteChange() {
        changes++;
    }

    @Override
    int extent() {
        return items.size();
    }

    @Override
    Methods<SharedDeque> methods() {
        return METHODS;
    }

    @Override
    SharedDeque self() {
        return this;
    }

    @Override
    public Object value() {
        return readAll(() -> pickled(list()));
    }

    @Override
    void save(StateWriter out) {
        out.number(maxlen).number(changes).each(list(), out::value);
    }

    @Override
    SharedDeque duplicate() {
        return readAll(() -> {
            SharedDeque copy = new SharedDeque(maxlen);
            copy.appendAll(list());
            return copy;
        });
    }

    static SharedDeque read(StateReader in) {
        SharedDeque deque = new SharedDeque(in.number());
        long changes = in.number();
        deque.appendAll(in.each(in::value));
        deque.changes = changes;
        return deque;
    }

    @Override
    public String glimpse() {
        return read(() -> Glimpse.of("deque([", list().stream(), "])"));
    }

    @Override
    String repr(boolean isPython2) {
        return StoredRepr.of(value(), isPython2);
    }
}
