package io.picklewire.client;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * What a list and an array in a manager have in common: items that are got and set by index. Any thread.
 *
 * @param <E> what the items are to this program
 */
abstract sealed class IndexedProxy<E> extends AbstractList<E> implements RemoteObject, RandomAccess
        permits ArrayProxy, ListProxy {
    private final Proxy proxy;
    private final ElementType<E> items;

    IndexedProxy(Proxy proxy, ElementType<E> items) {
        this.proxy = proxy;
        this.items = items;
    }

    @Override
    public final Proxy proxy() {
        return proxy;
    }

    final ElementType<E> items() {
        return items;
    }

    @Override
    public final int size() {
        return proxy.integer("__len__");
    }

    @Override
    public final E get(int index) {
        return item(index, "__getitem__");
    }

    /** Two calls: what was there is fetched first. */
    @Override
    public final E set(int index, E item) {
        E before = get(index);
        IndexedCalls.call(proxy, index, "__setitem__", item);
        return before;
    }

    /** Calls a method that takes an index and returns one of the items. */
    @SuppressWarnings("NullAway") // a list may hold None
    final E item(int index, String method) {
        return items.convert(IndexedCalls.call(proxy, index, method), proxy);
    }
}
