package io.picklewire.client;

import io.picklewire.python.PySlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import org.jspecify.annotations.Nullable;

/**
 * A list in a manager as a {@link List}. Every method is one call or a few; iterators and streams go through a copy,
 * fetched at once. Those that are several calls, which other programs may come between, say so. Equality of items is
 * Python's. Any thread. Source: CPython's {@code ListProxy}.
 *
 * @param <E> what the items are to this program; see {@link #of}
 */
public final class ListProxy<E> extends IndexedProxy<E> {
    private static final PySlice ALL = new PySlice(null, null, null);

    private ListProxy(Proxy proxy, ElementType<E> items) {
        super(proxy.as(SharedType.LIST), items);
    }

    /** The object of a proxy as a list: its methods are to be those of Python's. */
    public static <E> ListProxy<E> over(Proxy proxy) {
        return new ListProxy<>(proxy, ElementType.plain());
    }

    /** The same list, its items converted to {@code type}; one that does not fit is a {@link ConversionException}. */
    public <T> ListProxy<T> of(Class<T> type) {
        return new ListProxy<>(proxy(), ElementType.of(type));
    }

    @Override
    public boolean add(E item) {
        proxy().call("append", item);
        return true;
    }

    /** Two calls: the size is asked first, as Python's {@code insert} takes any index. */
    @Override
    public void add(int index, E item) {
        Objects.checkIndex(index, size() + 1);
        proxy().call("insert", index, item);
    }

    @Override
    public E remove(int index) {
        return item(index, "pop");
    }

    @Override
    public boolean remove(@Nullable Object item) {
        try {
            proxy().call("remove", item);
            return true;
        } catch (RemoteException.ValueError notInList) {
            return false;
        }
    }

    @Override
    public boolean addAll(Collection<? extends E> more) {
        proxy().call("extend", Arrays.asList(more.toArray()));
        return !more.isEmpty();
    }

    @Override
    public boolean contains(@Nullable Object item) {
        return Boolean.TRUE.equals(proxy().call("__contains__", item));
    }

    @Override
    public int indexOf(@Nullable Object item) {
        try {
            return proxy().integer("index", item);
        } catch (RemoteException.ValueError notInList) {
            return -1;
        }
    }

    @Override
    public void clear() {
        proxy().call("__delitem__", ALL);
    }

    /** Without a comparator in the manager, in Python's order; with one it is fetched, sorted here and sent back. */
    @Override
    public void sort(@Nullable Comparator<? super E> comparator) {
        if (comparator == null) {
            proxy().call("sort");
            return;
        }
        List<E> sorted = copy();
        sorted.sort(comparator);
        proxy().call("__setitem__", ALL, sorted);
    }

    /** A copy of all items, fetched at once. */
    public List<E> copy() {
        List<E> copy = new ArrayList<>();
        iterator().forEachRemaining(copy::add);
        return copy;
    }

    @Override
    public Iterator<E> iterator() {
        return new Snapshot<>((Collection<?>) Objects.requireNonNull(all()), items(), proxy());
    }

    private @Nullable Object all() {
        return proxy().raw("__getitem__", Waiting.BRIEFLY, ALL);
    }

    @Override
    public Spliterator<E> spliterator() {
        List<E> copy = copy();
        return Spliterators.spliterator(copy.iterator(), copy.size(), Spliterator.ORDERED);
    }

    @Override
    public Object[] toArray() {
        return copy().toArray();
    }

    @Override
    public <T> T[] toArray(T[] target) {
        return copy().toArray(target);
    }
}
