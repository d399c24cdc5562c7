package io.picklewire.connection;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

/** Is told of every connection that has been authenticated, and says what is to be done with it. */
@FunctionalInterface
public interface Acceptor {
    /** Called on the link's event loop; must not block. What it throws closes the link. */
    LinkHandler connected(Link link);

    /** Called before there can be connections, with an event loop. */
    default void begins(ScheduledExecutorService loop) {}

    /**
     * Called on the event loop for a peer that was not let in, such as one with another key. Unless overridden
     * it is one line in the log.
     */
    default void refused(String peer, IOException why) {
        AcceptedPipeline.log(peer, why);
    }
}
