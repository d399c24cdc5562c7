package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * One value in a manager. Any thread. Source: CPython's {@code ValueProxy}.
 *
 * @param <T> what the value is to this program; see {@link #of}
 */
public final class ValueProxy<T> implements RemoteObject {
    private final Proxy proxy;
    private final ElementType<T> type;

    private ValueProxy(Proxy proxy, ElementType<T> type) {
        this.proxy = proxy.as(SharedType.VALUE);
        this.type = type;
    }

    /** The object of a proxy as a value. */
    public static <T> ValueProxy<T> over(Proxy proxy) {
        return new ValueProxy<>(proxy, ElementType.plain());
    }

    /** The same, converted to {@code type}; a value that does not fit is a {@link ConversionException}. */
    public <U> ValueProxy<U> of(Class<U> other) {
        return new ValueProxy<>(proxy, ElementType.of(other));
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    /** The value. */
    public @Nullable T get() {
        return type.convert(proxy.raw("get", Waiting.BRIEFLY), proxy);
    }

    /** Sets the value. */
    public void set(@Nullable T value) {
        proxy.call("set", value);
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
