package io.picklewire.session;

import io.picklewire.python.PyTuple;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers to {@link Opening}. Immutable; any thread.
 *
 * @param isKnown whether it has the session; else it is a new one here
 * @param server tells what the server keeps from what others keep: a session can be resumed where that is the same
 */
public record Opened(boolean isKnown, String server) {
    /** As a Python value. */
    public Object toPython() {
        return PyTuple.of(isKnown, server);
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Opened read(@Nullable Object value) {
        if (value instanceof PyTuple pair
                && pair.size() == 2
                && pair.get(0) instanceof Boolean isKnown
                && pair.get(1) instanceof String server) {
            return new Opened(isKnown, server);
        }
        throw new IllegalArgumentException("the server's answer to " + Opening.FUNCTION + " was " + value);
    }
}
