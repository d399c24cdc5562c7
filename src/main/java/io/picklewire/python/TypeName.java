package io.picklewire.python;

import org.jspecify.annotations.Nullable;

public final class TypeName {
    private TypeName() {}

    public static String of(@Nullable Object o) {
        return o == null ? "NoneType" : o.getClass().getSimpleName();
    }
}
