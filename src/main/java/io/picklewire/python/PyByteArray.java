package io.picklewire.python;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Python's {@code bytearray}; equal by content. Not thread-safe. */
public final class PyByteArray {
    private final byte[] bytes;

    /** A bytearray of these; the array becomes its own. */
    public PyByteArray(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Its content, not copied. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyByteArray array && Arrays.equals(bytes, array.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Repr.of(this);
    }
}
