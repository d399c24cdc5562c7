package io.picklewire.shared;

import io.picklewire.python.PyException;
import org.jspecify.annotations.Nullable;

/** What comes of an {@link Event}, for those outside to carry out. Immutable; any thread. */
public sealed interface Effect {
    /** Whom it concerns. */
    ClientId client();

    /** The ident of the object that was shared; empty when none was. */
    default String sharedIdent() {
        return "";
    }

    /**
     * A call is answered, which ends its timer too.
     *
     * @param ticket the number of the call among those of the client
     * @param ident the object that was called
     * @param value what it returned: a Python value (it may be or contain a {@link io.picklewire.python.Sealed}), a
     *     {@link Delivery}, or an {@link ObjectEntry} for an object that is itself shared
     * @param failure what it raised; null when it returned
     */
    record Answer(ClientId client, long ticket, String ident, @Nullable Object value, @Nullable PyException failure)
            implements Effect {
        @Override
        public String sharedIdent() {
            return value instanceof ObjectEntry entry ? entry.ident() : "";
        }

        /** The answer to a request that returned something. */
        public static Answer of(Event.Asked event, @Nullable Object value) {
            return new Answer(event.client(), event.ticket(), event.ident(), value, null);
        }

        /** The answer to a request that raised something. */
        public static Answer ofFailure(Event.Asked event, PyException failure) {
            return new Answer(event.client(), event.ticket(), event.ident(), null, failure);
        }

        /** The same call, which returned something else. */
        Answer with(@Nullable Object other) {
            return new Answer(client, ticket, ident, other, failure);
        }
    }

    /**
     * A {@link Event.TimerFired} is wanted, unless the call is answered before.
     *
     * @param deadline when, by the clock of the events
     */
    record SetTimer(ClientId client, long ticket, String ident, long deadline) implements Effect {}

    /**
     * A method of another object is to be called; nobody waits for what it returns.
     *
     * @param client on whose behalf
     * @param ident the object
     * @param method the method
     * @param value its one argument
     */
    record Call(ClientId client, String ident, String method, @Nullable Object value) implements Effect {}

    /** The call goes on without its timer. */
    record CancelTimer(ClientId client, long ticket) implements Effect {}

    /**
     * The client begins or ceases to hold something, such as a lock. If it ends while it holds that, the object has to be told
     * by {@link Event.Departed}.
     *
     * @param ident the object that has it
     * @param isHeld whether the client holds something there from now on
     */
    record Held(ClientId client, String ident, boolean isHeld) implements Effect {}
}
