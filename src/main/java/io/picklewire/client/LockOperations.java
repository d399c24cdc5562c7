package io.picklewire.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Acquires and releases what Python's {@code AcquirerProxy} does: locks, conditions and semaphores. A lock belongs to
 * the connection that acquired it, so a virtual thread keeps its connection until the release. Any thread.
 */
final class LockOperations {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Proxy proxy;
    private final boolean isOwned;

    /** @param isOwned whether the thread that acquires it is the one that releases it */
    LockOperations(Proxy proxy, boolean isOwned) {
        this.proxy = proxy;
        this.isOwned = isOwned;
    }

    /** Acquires it if that can be done at once. */
    boolean acquireNow() {
        return keeping(() -> isTrue(proxy.raw("acquire", Waiting.THROUGH, false)));
    }

    /** Acquires it within a time; null is any time. */
    boolean acquire(@Nullable Duration total) throws InterruptedException {
        if (!waitsForTurn()) {
            return acquireWithin(total);
        }
        CallDeadline deadline = CallDeadline.in(total);
        LockQueue turn = turn();
        if (!turn.await(total)) {
            return false;
        }
        try {
            return acquireWithin(deadline.left());
        } finally {
            turn.end();
        }
    }

    private boolean acquireWithin(@Nullable Duration total) throws InterruptedException {
        return keeping(() -> PollingWait.wait(proxy.session(), total, this::within) != PollingWait.NOTHING);
    }

    private boolean waitsForTurn() {
        return isOwned && proxy.session().links().waitsForTurn(proxy.ident());
    }

    private LockQueue turn() {
        return proxy.session().turn(proxy);
    }

    /**
     * Acquires it, however long that takes. An interrupt does not end the wait; the thread is still interrupted
     * afterwards.
     */
    void acquireInAnyCase() {
        if (!waitsForTurn()) {
            waitInAnyCase();
            return;
        }
        LockQueue turn = turn();
        turn.awaitInAnyCase();
        try {
            waitInAnyCase();
        } finally {
            turn.end();
        }
    }

    private void waitInAnyCase() {
        keeping(() -> proxy.session().isPython2()
                ? isTrue(proxy.raw("acquire", Waiting.IN_ANY_CASE, true))
                : PollingWait.waitInAnyCase(proxy.session(), this::within) != PollingWait.NOTHING);
    }

    /** Releases it. */
    void release() {
        try {
            proxy.raw("release", Waiting.THROUGH);
        } finally {
            if (isOwned) {
                proxy.session().links().unpin(proxy.ident());
            }
        }
    }

    /** The connection stays with the thread if the lock was acquired through it. */
    private <X extends Exception> boolean keeping(Attempt<X> attempt) throws X {
        if (!isOwned) {
            return attempt.acquired();
        }
        proxy.session().links().pin(proxy.ident());
        boolean acquired = false;
        try {
            acquired = attempt.acquired();
            return acquired;
        } finally {
            if (!acquired) {
                proxy.session().links().unpin(proxy.ident());
            }
        }
    }

    private Object within(PollingWait.Slice slice) {
        if (proxy.session().isPython2()) {
            return withinByAsking(slice.time() == null ? PollingWait.SLICE : slice.time());
        }
        Double seconds = slice.seconds();
        Object acquired = seconds == null // which a Lock does not take as None
                ? proxy.raw("acquire", slice.waiting(), true)
                : proxy.raw("acquire", slice.waiting(), true, seconds);
        return isTrue(acquired) ? true : PollingWait.NOTHING;
    }

    /** Python 2 has no timeout here; its own timed waits ask again and again too. */
    private Object withinByAsking(Duration slice) {
        long end = System.nanoTime() + slice.toNanos();
        for (long pause = FIRST_PAUSE_NANOS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS)) {
            if (isTrue(proxy.raw("acquire", Waiting.THROUGH, false))) {
                return true;
            }
            long left = end - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return PollingWait.NOTHING;
            }
            LockSupport.parkNanos(this, Math.min(pause, left));
        }
    }

    private static boolean isTrue(@Nullable Object result) {
        return Boolean.TRUE.equals(result);
    }

    private interface Attempt<X extends Exception> {
        boolean acquired() throws X;
    }
}
