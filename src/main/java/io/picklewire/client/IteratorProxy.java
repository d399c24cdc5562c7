package io.picklewire.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An iterator or a generator in a manager. {@link #hasNext} fetches the next item; after the last one the reference
 * is dropped. To be used by one thread at a time. Source: CPython's {@code IteratorProxy}.
 *
 * @param <E> what the items are to this program; see {@link #of}
 */
public final class IteratorProxy<E> implements Iterator<E>, RemoteObject {
    private final Proxy proxy;
    private final ElementType<E> items;
    private boolean fetched;
    private boolean ended;
    private @Nullable E next;

    private IteratorProxy(Proxy proxy, ElementType<E> items) {
        this.proxy = proxy.as(SharedType.ITERATOR);
        this.items = items;
    }

    /** The object of a proxy as an iterator. */
    public static <E> IteratorProxy<E> over(Proxy proxy) {
        return new IteratorProxy<>(proxy, ElementType.plain());
    }

    /** The same, its items converted to {@code type}; one that does not fit is a {@link ConversionException}. */
    public <T> IteratorProxy<T> of(Class<T> type) {
        return new IteratorProxy<>(proxy, ElementType.of(type));
    }

    <T> IteratorProxy<T> of(ElementType<T> type) {
        return new IteratorProxy<>(proxy, type);
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    @Override
    public boolean hasNext() {
        if (!fetched && !ended) {
            fetch();
        }
        return fetched;
    }

    private void fetch() {
        try {
            String method = proxy.session().isPython2() ? "next" : "__next__";
            next = items.convert(proxy.raw(method, Waiting.BRIEFLY), proxy);
            fetched = true;
        } catch (RemoteException.StopIteration end) {
            ended = true;
            close();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // an iterator may give None
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException(proxy + " has no more");
        }
        fetched = false;
        return next;
    }

    /** The items that are left, fetched one by one. Closing the stream drops the reference. */
    public Stream<E> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
                .onClose(this::close);
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
