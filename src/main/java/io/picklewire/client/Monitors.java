package io.picklewire.client;

/** What Python raises when a lock is used by who does not hold it, as Java has it. */
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
