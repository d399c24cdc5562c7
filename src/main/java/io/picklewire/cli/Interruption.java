package io.picklewire.cli;

import io.picklewire.client.Manager;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the use of a manager, once: when all is done, or at Ctrl-C or SIGTERM. In either case the references are
 * dropped, since Python's own manager keeps those of a client that is gone. Any thread.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 2;

    private final Manager manager;
    private final Thread hook = new Thread(this::interrupt, "picklewire-signal");
    private final CountDownLatch endable = new CountDownLatch(1);
    private volatile boolean requested;
    private boolean ended;

    private Interruption(Manager manager) {
        this.manager = manager;
    }

    static Interruption of(Manager manager) {
        Interruption interruption = new Interruption(manager);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    Manager manager() {
        return manager;
    }

    /** Whether the user has asked for the end. */
    boolean isRequested() {
        return requested;
    }

    /**
     * From now on an interruption ends what is going on. Before, it waits for that a while: a reference that is being
     * counted can not be dropped yet, and what looks at {@link #isRequested} ends by itself.
     */
    void mayEndAnything() {
        endable.countDown();
    }

    private void interrupt() {
        requested = true;
        Thread ending = new Thread(this::end, "picklewire-end");
        ending.setDaemon(true);
        try {
            boolean unused = endable.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            ending.start();
            ending.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the program ends as it is
        }
    }

    private synchronized void end() {
        if (!ended) {
            ended = true;
            manager.close();
        }
    }

    @Override
    public void close() {
        end();
        endable.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program is ending, by the hook
        }
    }
}
