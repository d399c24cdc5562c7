package io.picklewire.shared;

import io.picklewire.pickle.ProxyReferences;
import io.picklewire.pickle.Sealed;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What containers contained when a call began whose proxies are its arguments. What iterates over a proxy in CPython's manager
 * asks that same manager; here it is found out beforehand, so that a call concerns one object alone. Immutable; any thread.
 *
 * @param byIdent by the container's ident
 */
public record Contents(Map<String, Content> byIdent) {
    /** Of arguments without proxies, which are nearly all. */
    public static final Contents NONE = new Contents(Map.of());

    /**
     * What one container contained.
     *
     * @param type which it is: {@code list}, {@code dict} (also one of its relatives), {@code set} or {@code deque}
     * @param value a copy, as a Python value
     */
    public record Content(String type, Object value) {}

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
        Map<String, Content> more = null;
        for (Sealed arg : args) {
            if (!arg.references().isEmpty()) {
                String ident = ProxyReferences.identOf(arg.open());
                Content content = ident == null ? null : contentOf(objects.find(ident));
                if (ident != null && content != null) {
                    more = more == null ? new HashMap<>(byIdent) : more;
                    more.put(ident, content);
                }
            }
        }
        return more == null ? this : new Contents(more);
    }

    private static @Nullable Content contentOf(@Nullable SharedObject object) {
        if (object instanceof SharedList list) {
            return new Content("list", list.value());
        }
        if (object instanceof SharedDict dict) {
            return new Content("dict", dict.value());
        }
        if (object instanceof SharedSet set) {
            return new Content("set", set.value());
        }
        return object instanceof SharedDeque deque ? new Content("deque", deque.value()) : null;
    }
}
