package io.picklewire.client;

/**
 * A connection for one call, to be given back after it. Source of the rule that a call has a connection to
 * itself: CPython's manager serves a connection by one thread, which owns the locks that were taken through it.
 */
interface BorrowedConnection {
    ServerLink link();

    /** Whether others use it meanwhile. */
    default boolean isShared() {
        return false;
    }

    /** Ends the use; a connection that is no longer alive is dropped then. */
    void giveBack();
}
