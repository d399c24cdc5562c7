package io.picklewire.shared;

import org.jspecify.annotations.Nullable;

/**
 * Who calls, as a value: one serving connection, which is one thread of one Python process. CPython's manager has one server
 * thread a connection, so what Python's locks call their owner is a connection here. Two are equal when their numbers are.
 * Immutable; any thread.
 *
 * @param number no two connections of a server ever have the same
 * @param name what the client called itself in {@code accept_connection}, such as {@code MainProcess|Thread-1}
 * @param label the same for people, in the log say: with its address, and in characters that are safe to print
 */
public record ClientId(long number, String name, String label) {
    /** Of clients that may come back to a server that has been started again; of others this bit is not set. */
    private static final long RESUMABLE = 1L << 62;

    /** Of those, the ones that send requests without waiting for replies. */
    private static final long PIPELINED = 1L << 61;

    /** So many answers may be on their way to a client that does not wait for replies. */
    static final int WINDOW = 256;

    /**
     * A client that may come back.
     *
     * @param isPipelined whether it sends requests without waiting for replies
     */
    public static ClientId resumable(long id, boolean isPipelined, String name, String label) {
        long number = id & (PIPELINED - 1) | RESUMABLE | (isPipelined ? PIPELINED : 0);
        return new ClientId(number, name, label);
    }

    /** How many of its last answers may not have reached it, if it may come back. */
    int window() {
        return (number & PIPELINED) != 0 ? WINDOW : 1;
    }

    /** Whether it may come back when its connection, or the server, has ended. */
    public boolean isResumable() {
        return (number & RESUMABLE) != 0;
    }

    /** A client that was served before the server was started again, and of which the number is known. */
    static ClientId earlier(long number) {
        return new ClientId(number, "", "client " + number + " before the restart");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientId client && client.number == number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public String toString() {
        return label;
    }
}
