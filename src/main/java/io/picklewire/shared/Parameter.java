package io.picklewire.shared;

import org.jspecify.annotations.Nullable;

/**
 * One parameter of a method.
 *
 * @param name its name in Python
 * @param required whether it has no default
 * @param byDefault the value when it is not given
 */
record Parameter(String name, boolean required, @Nullable Object byDefault) {
    static Parameter required(String name) {
        return new Parameter(name, true, null);
    }

    static Parameter optional(String name, @Nullable Object byDefault) {
        return new Parameter(name, false, byDefault);
    }
}
