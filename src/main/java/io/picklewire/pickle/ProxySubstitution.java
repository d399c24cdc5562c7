package io.picklewire.pickle;

import io.picklewire.python.Sealed;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a message in place of proxies. In Python 2's manager a proxy that is sent to it becomes the
 * object itself, so what comes back is a copy of what that contains ({@code managers.RebuildProxy}). One
 * instance a message; an object that contains itself is copied once.
 */
final class ProxySubstitution {
    private final @Nullable Function<String, @Nullable Object> contents;
    private final Map<String, @Nullable Object> copied = new HashMap<>();

    ProxySubstitution(@Nullable Function<String, @Nullable Object> contents) {
        this.contents = contents;
    }

    /** Whether there may be something to copy in a value. */
    boolean concerns(Sealed sealed) {
        return contents != null && !sealed.references().isEmpty();
    }

    /** The value itself, or the content when it is a proxy that is to be replaced. */
    Object inPlaceOf(Object value) {
        String ident = contents == null ? null : ProxyReferences.identOf(value);
        Object content = ident == null ? null : content(ident);
        return content == null ? value : content;
    }

    private @Nullable Object content(String ident) {
        if (!copied.containsKey(ident) && contents != null) {
            copied.put(ident, contents.apply(ident));
        }
        return copied.get(ident);
    }
}
