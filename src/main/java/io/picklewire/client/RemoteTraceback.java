package io.picklewire.client;

/** Prints as Python's traceback; it has no stack trace of Java's. Source: {@code multiprocessing.pool.RemoteTraceback}. */
final class RemoteTraceback extends Exception {
    RemoteTraceback(String text) {
        super("in the manager:\n" + text.stripTrailing(), null, false, false);
    }
}
