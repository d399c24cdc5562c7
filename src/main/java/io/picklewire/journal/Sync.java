package io.picklewire.journal;

/** What a store survives. */
public enum Sync {
    /** That the server ends, in whatever way. */
    PROCESS,
    /** That the machine ends too: each write waits until the device has it. */
    DISK
}
