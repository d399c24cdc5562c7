package io.picklewire.client;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets one of many virtual threads wait for a lock in the manager; the others wait here, in order. Without it each of
 * them would need a connection of its own to wait on. Any thread.
 */
final class LockQueue {
    private final Semaphore free = new Semaphore(1, true);

    /**
     * Waits for it.
     *
     * @param total null for any time
     * @return whether it came in time
     */
    boolean await(@Nullable Duration total) throws InterruptedException {
        if (total == null) {
            free.acquire();
            return true;
        }
        return free.tryAcquire(total.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The same for a thread that waits in any case. */
    void awaitInAnyCase() {
        free.acquireUninterruptibly();
    }

    /** Ends the turn. */
    void end() {
        free.release();
    }
}
