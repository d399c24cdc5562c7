package io.picklewire.shared;

import io.picklewire.python.Repr;
import org.jspecify.annotations.Nullable;

/** The {@code repr} of what an object keeps, sealed or not. */
public final class StoredRepr {
    private StoredRepr() {}

    /** The text, as either Python writes it. */
    public static String of(@Nullable Object value, boolean isPython2) {
        Object opened = StoredValue.open(value);
        return isPython2 ? Repr.python2(opened) : Repr.of(opened);
    }
}
