package io.picklewire.server;

import io.picklewire.python.PyException;
import io.picklewire.shared.ClientId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in a {@link ManagerServer}: for metrics, traces and tests. A server without one does nothing for it.
 *
 * <p>Thread rule: the methods are called on event loops and other threads of the server, several at a time, and must not
 * block. What they throw is logged.
 */
public interface ServerListener {
    /** Listens to nothing. */
    ServerListener NONE = new ServerListener() {};

    /** A client begins to call objects; control functions come on connections of their own, which are not told of. */
    default void connected(ClientId client) {}

    /** The connection of a client has ended. */
    default void disconnected(ClientId client) {}

    /** A call is not answered at once: it waits for its object, or takes long. */
    default void waits(CallInfo call) {}

    /**
     * A call has been answered.
     *
     * @param duration from the arrival of its request
     * @param failure what it raised; null when it returned
     */
    default void answered(CallInfo call, Duration duration, @Nullable PyException failure) {}

    /** A client has given up a call that waited, or is gone. */
    default void abandoned(CallInfo call) {}

    /** Clients wait for each other, each for the next, and the last for the first. It is told once. */
    default void deadlock(List<ClientId> clients) {}

    /**
     * A call of a shared object's method.
     *
     * @param client who calls
     * @param typeid the registered name of the object's type
     * @param ident the object
     * @param method the method
     */
    record CallInfo(ClientId client, String typeid, String ident, String method) {}
}
