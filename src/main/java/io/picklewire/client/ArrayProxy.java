package io.picklewire.client;

import io.picklewire.python.PySlice;
import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An array in a manager, {@code array.array} there, as a list of a fixed size: numbers are got and set by index. Any
 * thread. Source: CPython's {@code ArrayProxy}.
 *
 * @param <E> what the items are to this program; see {@link #of}
 */
public final class ArrayProxy<E> extends AbstractList<E> implements RemoteObject, RandomAccess {
    private final Proxy proxy;
    private final ElementType<E> items;

    private ArrayProxy(Proxy proxy, ElementType<E> items) {
        this.proxy = proxy.as(SharedType.ARRAY);
        this.items = items;
    }

    /** The object of a proxy as an array. */
    public static <E> ArrayProxy<E> over(Proxy proxy) {
        return new ArrayProxy<>(proxy, ElementType.plain());
    }

    /** The same, its items converted to {@code type}; one that does not fit is a {@link ConversionException}. */
    public <T> ArrayProxy<T> of(Class<T> type) {
        return new ArrayProxy<>(proxy, ElementType.of(type));
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    @Override
    public int size() {
        return proxy.integer("__len__");
    }

    @Override
    @SuppressWarnings("NullAway") // an array has no None
    public E get(int index) {
        return items.convert(IndexedCalls.call(proxy, index, "__getitem__"), proxy);
    }

    /**
     * Two calls: what was there is fetched first.
     *
     * @throws RemoteException when the array cannot hold the value
     */
    @Override
    public E set(int index, E item) {
        E before = get(index);
        IndexedCalls.call(proxy, index, "__setitem__", item);
        return before;
    }

    /** A copy of all items, as the Java array that its typecode has: {@code int[]}, {@code double[]} and so on. */
    public @Nullable Object copy() {
        return proxy.call("__getitem__", new PySlice(null, null, null));
    }
}
