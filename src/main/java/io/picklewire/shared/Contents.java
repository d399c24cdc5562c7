package io.picklewire.shared;

import io.picklewire.pickle.ProxyReferences;
import io.picklewire.pickle.Sealed;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        Contents contents = kwargs.isEmpty() ? NONE : NONE.and(kwargs.values(), objects);
        return contents.and(args, objects);
    }

    private Contents and(Collection<Sealed> args, ObjectLookup objects) {
        Map<String, Container<?>> more = null;
        for (Sealed arg : args) {
            if (!arg.references().isEmpty()) {
                String ident = ProxyReferences.identOf(arg.open());
                if (ident != null && objects.find(ident) instanceof Container<?> container) {
                    more = more == null ? new HashMap<>(byIdent) : more;
                    more.put(ident, container.duplicate());
                }
            }
        }
        return more == null ? this : new Contents(more);
    }
}
