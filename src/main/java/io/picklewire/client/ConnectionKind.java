package io.picklewire.client;

/** On which kind of connection a call goes that has no thread of its own. */
enum ConnectionKind {
    /** One after another on a connection that calls share: methods that never wait in the manager. */
    PIPELINE,
    /** On one of a bounded number of connections: any method. */
    CALLS,
    /** The same, apart from the others: methods that may wait for long. */
    WAITS,
    /** On a connection of its own, however many there are: what waits for others that hold, or wait for, the like. */
    HELD
}
