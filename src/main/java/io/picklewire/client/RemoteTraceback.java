package io.picklewire.client;

/** Prints as Python's traceback; it has no stack trace of Java's. Source: {@code multiprocessing.pool.RemoteTraceback}. */
final class RemoteTraceback extends Exception {
    RemoteTraceback(String text) {
        super("\n" + text.stripTrailing(), null, false, false);
    }

    @Override
    public String toString() {
        return "in the manager:" + getMessage();
    }
}
