package io.picklewire.shared;

import io.picklewire.pickle.ProxyReferences;
import io.picklewire.python.Sealed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What containers contained when a call began whose proxies are its arguments. What iterates over a proxy in CPython's manager
 * asks that same manager; here it is found out beforehand, so that a call concerns one object alone. Immutable; any thread.
 *
 * @param byIdent copies of the containers, by their idents
 */
public record Contents(Map<String, Container<?>> byIdent) {
    /** Of arguments without proxies, which are nearly all. */
    public static final Contents NONE = new Contents(Map.of());

    /** Whether there is anything to look at; cheap. */
    public static boolean hasProxies(List<Sealed> args, Map<String, Sealed> kwargs) {
        for (Sealed arg : args) {
            if (arg.mayHoldProxies()) {
                return true;
            }
        }
        return !kwargs.isEmpty() && kwargs.values().stream().anyMatch(Sealed::mayHoldProxies);
    }

    /** Looks at the arguments of a call; this may take as long as the containers are large. */
    public static Contents of(List<Sealed> args, Map<String, Sealed> kwargs, ObjectLookup objects) {
        Map<String, Container<?>> found = new HashMap<>();
        Stream.concat(args.stream(), kwargs.values().stream()).forEach(arg -> {
            String ident = proxied(arg);
            if (ident != null && objects.find(ident) instanceof Container<?> container) {
                found.put(ident, container.duplicate());
            }
        });
        return found.isEmpty() ? NONE : new Contents(found);
    }

    /** The ident of the object that an argument is a proxy of, or null when it is none. */
    static @Nullable String proxied(@Nullable Object arg) {
        return holdsProxies(arg) ? ProxyReferences.identOf(Sealed.open(arg)) : null;
    }

    /** Whether there are proxies in an argument. */
    static boolean holdsProxies(@Nullable Object arg) {
        return arg instanceof Sealed sealed && !sealed.references().isEmpty();
    }
}
