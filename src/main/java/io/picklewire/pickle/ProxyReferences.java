package io.picklewire.pickle;

import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the proxies in a value. A proxy's pickle is a call of {@code multiprocessing.managers.RebuildProxy}
 * with a {@code Token} (CPython: {@code BaseProxy.__reduce__}); the token names the shared object.
 */
public final class ProxyReferences {
    /** Of {@code multiprocessing}, and of what others made of it under names of their own: multiprocess, billiard. */
    private static final String MODULE = ".managers";

    private static final int IDENT = 2;

    private final Set<String> idents = new LinkedHashSet<>();

    private ProxyReferences() {}

    /** The ident of the shared object, when {@code value} itself is a proxy; otherwise null. */
    public static @Nullable String identOf(@Nullable Object value) {
        if (!(value instanceof PyObject object) || !isOfManagers(object, "RebuildProxy")) {
            return null;
        }
        List<String> idents = object.args() instanceof PyTuple args && args.size() > 1 ? in(args.get(1)) : List.of();
        return idents.size() == 1 ? idents.get(0) : null;
    }

    /** The idents that tokens anywhere in {@code value} name, each once. */
    public static List<String> in(@Nullable Object value) {
        ProxyReferences references = new ProxyReferences();
        ValueWalk.anyMatch(value, part -> {
            references.add(part);
            return false;
        });
        return List.copyOf(references.idents);
    }

    private static boolean isOfManagers(PyObject object, String name) {
        return object.callable() instanceof PyGlobal global
                && global.name().equals(name)
                && global.module().endsWith(MODULE);
    }

    private void add(Object part) {
        if (part instanceof PyObject object && isOfManagers(object, "Token")) {
            object.states().forEach(this::token);
        } else if (part instanceof Sealed sealed) {
            idents.addAll(sealed.references());
        }
    }

    /** A token's state is {@code (typeid, address, id)}, in some versions after a None for {@code __dict__}. */
    private void token(@Nullable Object state) {
        if (state instanceof PyTuple tuple && tuple.size() > IDENT && tuple.get(IDENT) != null) {
            idents.add(String.valueOf(tuple.get(IDENT)));
        }
    }
}
