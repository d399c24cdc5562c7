package io.picklewire.client;

import io.picklewire.conversion.ByReference;

/**
 * Anything that stands for a shared object in a manager: a {@link Proxy}, or one of the typed proxies around it.
 * As an argument of a call, or inside of one, it reaches Python as a proxy for the same object.
 *
 * <p>Closing it drops this program's reference to the object; so does the garbage collector, later. Any thread.
 */
public interface RemoteObject extends ByReference, AutoCloseable {
    /** The proxy itself, which calls any method. */
    Proxy proxy();

    /** Drops the reference; the object may then end in the manager, and can no longer be used through this. */
    @Override
    default void close() {
        proxy().close();
    }
}
