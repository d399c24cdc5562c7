package io.picklewire.shared;

import io.picklewire.pickle.ProxyReferences;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import org.jspecify.annotations.Nullable;

/**
 * What is called with a result when that is there: a method of an object of the same manager, given as a proxy's method
 * ({@code callback=results.append}). Anything else would be Python that runs in the manager. Immutable; any thread.
 *
 * @param function the method as it came
 * @param ident the object
 * @param method the name of the method
 */
record PoolCallback(Sealed function, String ident, String method) {
    private static final String REFUSED =
            " would have to run in the manager, which runs no Python. Allowed are methods of its own"
                    + " objects' proxies (callback=results.append); or wait for the result with get() in a thread of yours, and call it there";

    /**
     * Reads an argument.
     *
     * @return null for None
     * @throws PyException TypeError when it is something else than a method of a proxy
     */
    static @Nullable PoolCallback of(Arguments args, int index, String name) {
        if (args.value(index) == null) {
            return null;
        }
        if (args.value(index) instanceof PyObject bound
                && (bound.calls("builtins", "getattr") || bound.calls("__builtin__", "getattr"))
                && bound.args() instanceof PyTuple parts
                && parts.size() == 2
                && parts.get(1) instanceof String method) {
            String ident = ProxyReferences.identOf(parts.get(0));
            if (ident != null) {
                return new PoolCallback(args.sealed(index), ident, method);
            }
        }
        throw PyException.typeError(name + REFUSED);
    }

    /** What is wanted when there is a result. */
    Effect.Call call(ClientId client, @Nullable Object value) {
        return new Effect.Call(client, ident, method, value);
    }

    void save(StateWriter out) {
        out.value(function).text(ident).text(method);
    }

    static PoolCallback read(StateReader in) {
        return new PoolCallback(in.sealed(), in.text(), in.text());
    }
}
