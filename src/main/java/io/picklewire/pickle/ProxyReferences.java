package io.picklewire.pickle;

import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    private final Deque<Object> pending = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
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
        references.add(value);
        while (!references.pending.isEmpty()) {
            references.visit(references.pending.pop());
        }
        return List.copyOf(references.idents);
    }

    private static boolean isOfManagers(PyObject object, String name) {
        return object.callable() instanceof PyGlobal global
                && global.name().equals(name)
                && global.module().endsWith(MODULE);
    }

    private void visit(Object value) {
        if (value instanceof PyTuple tuple) {
            tuple.asList().forEach(this::add);
        } else if (value instanceof Collection<?> items) {
            items.forEach(this::add);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> {
                add(key);
                add(item);
            });
        } else if (value instanceof PyObject object) {
            visit(object);
        } else if (value instanceof Sealed sealed) {
            idents.addAll(sealed.references());
        }
    }

    private void visit(PyObject object) {
        if (isOfManagers(object, "Token")) {
            object.states().forEach(this::token);
        }
        add(object.callable());
        add(object.args());
        add(object.kwargs());
        object.items().forEach(this::add);
        object.additions().forEach(this::add);
        object.states().forEach(this::add);
        object.effects().forEach(this::add);
        object.entries().forEach(entry -> {
            add(entry.getKey());
            add(entry.getValue());
        });
    }

    /** A token's state is {@code (typeid, address, id)}, in some versions after a None for {@code __dict__}. */
    private void token(@Nullable Object state) {
        if (state instanceof PyTuple tuple && tuple.size() > IDENT && tuple.get(IDENT) != null) {
            idents.add(String.valueOf(tuple.get(IDENT)));
        }
    }

    private void add(@Nullable Object value) {
        if (value != null && seen.add(value)) {
            pending.push(value);
        }
    }
}
