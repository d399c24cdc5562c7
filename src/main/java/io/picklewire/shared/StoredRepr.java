package io.picklewire.shared;

import io.picklewire.python.Repr;
import org.jspecify.annotations.Nullable;

/** The {@code repr} of what an object keeps, sealed or not. */
final class StoredRepr {
    private StoredRepr() {}

    static String of(@Nullable Object value, int protocol) {
        Object opened = StoredValue.open(value);
        return protocol <= 2 ? Repr.python2(opened) : Repr.of(opened);
    }
}
