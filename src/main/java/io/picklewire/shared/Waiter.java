package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.PyException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for its object, which keeps it among those that wait for the same thing. Compared by identity; guarded as
 * the object is.
 */
final class Waiter {
    private static final long NEVER = Long.MAX_VALUE;

    private final ClientId client;
    private final long ticket;
    private final String ident;
    private final Reader reader;
    private long deadline;

    Waiter(ClientId client, long ticket, String ident, Reader reader, long deadline) {
        this.client = client;
        this.ticket = ticket;
        this.ident = ident;
        this.reader = reader;
        this.deadline = deadline;
    }

    static Waiter of(Event.Called call) {
        return new Waiter(
                call.client(), call.ticket(), call.ident(), call.request().reader(), NEVER);
    }

    /** Those who wait for the same thing, as a part of an object's status. */
    static ObjectStatus.Waiting told(String purpose, Collection<Waiter> waiters) {
        return new ObjectStatus.Waiting(
                purpose, waiters.stream().map(waiter -> waiter.client.name()).toList());
    }

    ClientId client() {
        return client;
    }

    long ticket() {
        return ticket;
    }

    /** The ident of the object that was called; a condition and its lock wait together. */
    String ident() {
        return ident;
    }

    Effect.Answer answer(@Nullable Object result, @Nullable PyException failure) {
        return new Effect.Answer(client, ticket, ident, result, failure);
    }

    Reader reader() {
        return reader;
    }

    /** When its time is up, by the clock of the events. */
    long deadline() {
        return deadline;
    }

    void timesOutAt(long time) {
        deadline = time;
    }

    void waitsForever() {
        deadline = NEVER;
    }

    /** Whether its time will be up some day. */
    boolean isLimited() {
        return deadline != NEVER;
    }
}
