package io.picklewire.shared;

import java.util.concurrent.Executor;

/**
 * Who calls: one serving connection, which is one thread of one Python process.
 *
 * <p>CPython's manager has one server thread per connection, so what Python's locks call the owner
 * is a connection here. Compared by identity.
 *
 * <p>Thread rule: any thread.
 */
public interface Caller {
    /** The name the client gave in {@code accept_connection}, such as {@code MainProcess|Thread-1}. */
    String name();

    /** Highest pickle protocol of the caller's requests: 2 is Python 2.7, 3 is 3.6 and 3.7, 4 and up is newer. */
    int protocol();

    /** Runs {@code task} once after {@code nanos} nanoseconds, unless the returned handle was cancelled. */
    Timer after(long nanos, Runnable task);

    /**
     * Has the object's {@link SharedObject#leave} called when this caller is gone; from then on false, and nothing
     * is to be given to it any more.
     */
    boolean attach(SharedObject object);

    /** Undoes {@link #attach}: nothing of that object is this caller's. */
    void detach(SharedObject object);

    /** One thread of this caller's own, started when first used, for objects whose methods may block. */
    Executor executor();

    /** A timer that has been set. */
    interface Timer {
        /** Stops the timer if it has not fired; harmless otherwise. */
        void cancel();
    }
}
