package io.picklewire.client;

import io.picklewire.python.PySlice;
import org.jspecify.annotations.Nullable;

/**
 * An array in a manager, {@code array.array} there, as a list of a fixed size: numbers are got and set by index. Any
 * thread. Source: CPython's {@code ArrayProxy}.
 *
 * @param <E> what the items are to this program; see {@link #of}
 */
public final class ArrayProxy<E> extends IndexedProxy<E> {
    private ArrayProxy(Proxy proxy, ElementType<E> items) {
        super(proxy.as(SharedType.ARRAY), items);
    }

    /** The object of a proxy as an array. */
    public static <E> ArrayProxy<E> over(Proxy proxy) {
        return new ArrayProxy<>(proxy, ElementType.plain());
    }

    /** The same, its items converted to {@code type}; one that does not fit is a {@link ConversionException}. */
    public <T> ArrayProxy<T> of(Class<T> type) {
        return new ArrayProxy<>(proxy(), ElementType.of(type));
    }

    /** A copy of all items, as the Java array that its typecode has: {@code int[]}, {@code double[]} and so on. */
    public @Nullable Object copy() {
        return proxy().call("__getitem__", new PySlice(null, null, null));
    }
}
