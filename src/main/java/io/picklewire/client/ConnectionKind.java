package io.picklewire.client;

/** The kind of connection that carries a call which has no thread of its own. */
enum ConnectionKind {
    /** One after another on a connection that calls share: methods that never wait in the manager. */
    PIPELINE,
    /** On one of a bounded number of connections: any method. */
    CALLS,
    /** On one of another bounded number of connections: methods that may wait for long. */
    WAITS,
    /** On a connection of its own, without a bound: a call that waits for a lock that another call holds. */
    HELD
}
