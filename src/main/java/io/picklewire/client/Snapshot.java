package io.picklewire.client;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Iterates over a copy of a shared collection, which is fetched when the iteration begins. Not thread-safe. */
final class Snapshot<E> implements Iterator<E> {
    private final Iterator<? extends @Nullable Object> copy;
    private final ElementType<E> type;
    private final Proxy proxy;

    Snapshot(Iterable<? extends @Nullable Object> copy, ElementType<E> type, Proxy proxy) {
        this.copy = copy.iterator();
        this.type = type;
        this.proxy = proxy;
    }

    @Override
    public boolean hasNext() {
        return copy.hasNext();
    }

    @Override
    @SuppressWarnings("NullAway") // a list or dict may hold None
    public E next() {
        return type.convert(copy.next(), proxy);
    }

    @Override
    public void remove() {
        throw new UnsupportedOperationException("an iterator goes through a copy of what " + proxy
                + " had; others may have changed it since. remove(Object) removes from the shared object itself");
    }
}
