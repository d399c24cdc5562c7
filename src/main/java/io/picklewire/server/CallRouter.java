package io.picklewire.server;

import io.picklewire.shared.ClientId;
import io.picklewire.shared.Event;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the connections and the shared objects: decides when an event is applied, and when what comes of it leaves.
 * Events of one object are applied in the order in which they were submitted. Any thread.
 */
interface CallRouter {
    /**
     * Has an event applied, now or later.
     *
     * @param asker whose request it is: gets its own effects, perhaps within this call; those of others go to them
     * @return whether it is applied, or what takes long is under way; false when it waits for others
     */
    boolean submit(Event event, Recipient asker);

    /** An item has reached its client, or will, whatever happens to the server. */
    default void delivered(ClientId client, String ident, long taking, long time) {}

    /**
     * Has an object read, now or later; it changes nothing. The asker gets an answer.
     *
     * @param call what is asked
     * @param isLong whether it is to be done elsewhere than on an event loop in any case
     */
    void read(Event.Called call, boolean isLong, Supplier<@Nullable Object> reading, Recipient asker);
}
