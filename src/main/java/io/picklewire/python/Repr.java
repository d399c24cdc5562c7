package io.picklewire.python;

import org.jspecify.annotations.Nullable;

public final class Repr {
    private Repr() {}

    public static String of(@Nullable Object o) {
        return String.valueOf(o);
    }
}
