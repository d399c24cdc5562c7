package io.picklewire.python;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

public final class Iteration {
    private Iteration() {}

    @SuppressWarnings("unchecked")
    public static Iterator<@Nullable Object> of(@Nullable Object o) {
        if (o instanceof Iterable<?> i) return (Iterator<@Nullable Object>) i.iterator();
        throw PyException.typeError("not iterable");
    }
}
