package io.picklewire.connection;

/** Is told of every connection that has been authenticated, and says what is to be done with it. */
@FunctionalInterface
public interface Acceptor {
    /** Called on the link's event loop; must not block. What it throws closes the link. */
    LinkHandler connected(Link link);
}
