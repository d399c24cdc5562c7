package io.picklewire.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keyword arguments, as the last argument of a call: {@code proxy.call("sum", kw("below", 1000))} is Python's
 * {@code proxy.sum(below=1000)}. Immutable; any thread.
 */
public final class Kwargs {
    private final Map<String, @Nullable Object> values;

    private Kwargs(Map<String, @Nullable Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /** One keyword argument. */
    public static Kwargs kw(String name, @Nullable Object value) {
        return new Kwargs(Map.of()).and(name, value);
    }

    /** All entries of a map, in its order. */
    public static Kwargs of(Map<String, ? extends @Nullable Object> values) {
        return new Kwargs(new LinkedHashMap<>(values));
    }

    /** These and one more; the same name again takes the new value. */
    public Kwargs and(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Kwargs(more);
    }

    /** The keyword arguments by their names, in the order given. */
    public Map<String, @Nullable Object> values() {
        return values;
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
