package io.picklewire.python;

import org.jspecify.annotations.Nullable;

/** A key of a dict or a member of a set: equal and hashed as Python does. Immutable. */
final class Key {
    private final @Nullable Object value;
    private final int hash;

    /** @throws PyException TypeError when Python cannot hash the value */
    Key(@Nullable Object value) {
        this.value = value;
        this.hash = Hash.of(value);
    }

    @Nullable
    Object value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key key && hash == key.hash && Equality.identicalOrEqual(value, key.value);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
