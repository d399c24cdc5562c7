package io.picklewire.cli;

/** Ctrl-C and SIGTERM are how a program that serves is stopped, and no failure: exit code 0, as CPython's. Any thread. */
final class SignalHook {
    private final Thread thread;

    private SignalHook(Thread thread) {
        this.thread = thread;
    }

    /**
     * From now on a signal ends the program well.
     *
     * @param ending what is to be done before
     */
    static SignalHook of(Runnable ending) {
        Thread thread = new Thread(
                () -> {
                    ending.run();
                    Runtime.getRuntime().halt(0);
                },
                "picklewire-signal");
        Runtime.getRuntime().addShutdownHook(thread);
        return new SignalHook(thread);
    }

    /** Leaves the exit code to the program; false when a signal has come already. */
    boolean remove() {
        try {
            return Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
