package io.picklewire.shared;

import org.jspecify.annotations.Nullable;

/**
 * One parameter of a method.
 *
 * @param name its name in Python
 * @param required whether it has no default
 * @param byDefault the value when it is not given
 */
public record Parameter(String name, boolean required, @Nullable Object byDefault) {
    /** A parameter that has to be given. */
    public static Parameter required(String name) {
        return new Parameter(name, true, null);
    }

    /** A parameter with a default. */
    public static Parameter optional(String name, @Nullable Object byDefault) {
        return new Parameter(name, false, byDefault);
    }
}
