package io.picklewire.cli;

import io.picklewire.client.Kwargs;
import io.picklewire.client.Proxy;
import io.picklewire.client.RemoteException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call of a method.
 *
 * @param method its name
 * @param args its arguments, {@link Kwargs} last if there are any
 */
record RemoteCall(String method, List<@Nullable Object> args) {
    private static final Set<String> OF_A_QUEUE = Set.of("get", "get_nowait", "put", "qsize", "empty");
    private static final double SLICE_SECONDS = 0.5;

    /**
     * The Python value that it returns. A queue's {@code get} is asked for half a second at a time: one that is given
     * up while it waits would, in Python's own manager, take the next item with it.
     *
     * @return what it returned; what {@link Interruption#isRequested} says comes before it
     */
    @Nullable
    Object of(Proxy proxy, Interruption interruption) {
        boolean waitsForAnItem =
                method.equals("get") && args.isEmpty() && proxy.exposed().containsAll(OF_A_QUEUE);
        if (!waitsForAnItem) {
            interruption.mayEndAnything();
            return proxy.callForPython(method, args.toArray());
        }
        while (true) {
            try {
                return proxy.callForPython(method, true, SLICE_SECONDS);
            } catch (RemoteException.Empty empty) {
                if (interruption.isRequested()) {
                    throw empty;
                }
            }
        }
    }
}
