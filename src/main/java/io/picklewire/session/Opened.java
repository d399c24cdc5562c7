package io.picklewire.session;

import io.picklewire.python.PyTuple;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers to {@link Opening}. Immutable; any thread.
 *
 * @param isKnown whether it has the session; else it is a new one here
 * @param isInTime whether a session that is not known may have been one of this server before it was started again; later what such
 *     sessions held has been given to others
 * @param server tells what the server keeps from what others keep: a session can be resumed where that is the same
 */
public record Opened(boolean isKnown, boolean isInTime, String server) {
    /** As a Python value. */
    public Object toPython() {
        return PyTuple.of(isKnown, isInTime, server);
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Opened read(@Nullable Object value) {
        if (value instanceof PyTuple pair
                && pair.size() == 3
                && pair.get(0) instanceof Boolean isKnown
                && pair.get(1) instanceof Boolean isInTime
                && pair.get(2) instanceof String server) {
            return new Opened(isKnown, isInTime, server);
        }
        throw new IllegalArgumentException("the server's answer to " + Opening.FUNCTION + " was " + value);
    }
}
