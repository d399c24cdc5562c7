package io.picklewire.python;

import org.jspecify.annotations.Nullable;

/** What bytes, bytearray and a Python 2 str have in common. */
final class ByteSequences {
    private ByteSequences() {}

    /** The content of any of the three, not copied, or null for another value. */
    static byte @Nullable [] of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof PyByteArray array) {
            return array.bytes();
        }
        return value instanceof Py2Str str ? str.bytes() : null;
    }
}
