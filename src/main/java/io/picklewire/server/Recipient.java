package io.picklewire.server;

import io.picklewire.shared.Effect;
import io.picklewire.shared.Effects;
import io.picklewire.shared.Event;
import org.jspecify.annotations.Nullable;

/** Whom effects of events concern. Any thread. */
interface Recipient {
    /** For those that nobody asked for. */
    Recipient NOBODY = (effect, cause) -> {};

    /**
     * Something came of an event.
     *
     * @param cause the event, when it was this one's own; null when it was another's
     */
    void receive(Effect effect, @Nullable Event cause);

    /** An event of its own has been applied, and its effects were received. */
    default void applied(Event event) {}

    /** A collector to be used on this thread until {@link #giveBack}; null when there is none at hand. */
    default @Nullable Effects takeEffects() {
        return null;
    }

    /** The collector is not used any more. */
    default void giveBack(Effects effects) {}
}
