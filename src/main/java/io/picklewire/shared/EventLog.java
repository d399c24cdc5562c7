package io.picklewire.shared;

import java.util.List;

/**
 * Is told of each event that a table has applied: events of one object, and those of the table, in their order. Any thread.
 */
@FunctionalInterface
public interface EventLog {
    /** Keeps nothing. */
    EventLog NONE = (event, effects) -> {};

    /**
     * An event has been applied.
     *
     * @param effects what came of it; they leave after this call, and the list is not to be kept
     */
    void applied(Event event, List<Effect> effects);
}
