package io.picklewire.client;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in a manager: attributes by name. Any thread. Source: CPython's {@code NamespaceProxy}.
 *
 * <p>{@code value()} of its {@link #proxy} gives all attributes, as a {@code PyObject}.
 */
public final class NamespaceProxy implements RemoteObject {
    private final Proxy proxy;

    private NamespaceProxy(Proxy proxy) {
        this.proxy = proxy.as(SharedType.NAMESPACE);
    }

    /** The object of a proxy as a namespace. */
    public static NamespaceProxy over(Proxy proxy) {
        return new NamespaceProxy(proxy);
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    /**
     * The value of an attribute.
     *
     * @throws NoSuchElementException when there is none of that name
     */
    public @Nullable Object get(String name) {
        return get(Object.class, name);
    }

    /**
     * The value of an attribute as a Java type.
     *
     * @throws NoSuchElementException when there is none of that name
     * @throws ConversionException when the type cannot hold it
     */
    public <T> @Nullable T get(Class<T> type, String name) {
        try {
            return proxy.call(type, "__getattribute__", name);
        } catch (RemoteException.AttributeError e) {
            throw missing(e);
        }
    }

    /** Sets an attribute. */
    public void set(String name, @Nullable Object value) {
        proxy.call("__setattr__", name, value);
    }

    /**
     * Deletes an attribute.
     *
     * @throws NoSuchElementException when there is none of that name
     */
    public void delete(String name) {
        try {
            proxy.call("__delattr__", name);
        } catch (RemoteException.AttributeError e) {
            throw missing(e);
        }
    }

    private static NoSuchElementException missing(RemoteException.AttributeError error) {
        NoSuchElementException missing = new NoSuchElementException(error.message());
        missing.initCause(error);
        return missing;
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
