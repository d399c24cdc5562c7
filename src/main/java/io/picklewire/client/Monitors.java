package io.picklewire.client;

/** Turns the exception that Python raises when a lock is not the caller's into Java's. */
final class Monitors {
    private Monitors() {}

    static RuntimeException translated(RemoteException raised) {
        return switch (raised.type()) {
            case "RuntimeError", "thread.error", "_thread.error" -> {
                IllegalMonitorStateException misuse = new IllegalMonitorStateException(raised.message());
                misuse.initCause(raised);
                yield misuse;
            }
            default -> raised;
        };
    }
}
