package io.picklewire.python;

import java.util.*;
import org.jspecify.annotations.Nullable;

public final class PyDict extends AbstractMap<@Nullable Object, @Nullable Object> {
    private final Map<@Nullable Object, @Nullable Object> m = new LinkedHashMap<>();

    @Override
    public @Nullable Object put(@Nullable Object k, @Nullable Object v) {
        return m.put(k, v);
    }

    @Override
    public Set<Entry<@Nullable Object, @Nullable Object>> entrySet() {
        return m.entrySet();
    }
}
