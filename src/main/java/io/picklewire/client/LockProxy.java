package io.picklewire.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A lock in a manager, {@code threading.Lock} or {@code threading.RLock} there, as a {@link Lock}. It belongs to the
 * thread that locked it, by its connection: should that break, the lock is lost, and {@link #unlock} says so. Any
 * thread. Source: CPython's {@code AcquirerProxy}.
 */
public final class LockProxy implements Lock, RemoteObject {
    private final Proxy proxy;
    private final LockOperations acquirer;

    private LockProxy(Proxy proxy) {
        this.proxy = proxy;
        this.acquirer = new LockOperations(proxy, true);
    }

    /** The object of a proxy as a lock. */
    public static LockProxy over(Proxy proxy) {
        return new LockProxy(proxy.as(SharedType.LOCK));
    }

    /** The lock of a condition, whose proxy is the condition's. */
    static LockProxy ofCondition(Proxy condition) {
        return new LockProxy(condition);
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    @Override
    public void lock() {
        acquirer.acquireInAnyCase();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        acquirer.acquire(null);
    }

    @Override
    public boolean tryLock() {
        return acquirer.acquireNow();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquirer.acquire(Duration.ofNanos(Math.max(0, unit.toNanos(time))));
    }

    /**
     * Releases it.
     *
     * @throws IllegalMonitorStateException when it is not locked, or, for an {@code RLock}, not by this thread
     */
    @Override
    public void unlock() {
        try {
            acquirer.release();
        } catch (RemoteException e) {
            throw Monitors.translated(e);
        }
    }

    /** Unsupported: a condition in a manager has a lock of its own; {@link Manager#condition} makes one. */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "a condition in a manager has a lock of its own; Manager.condition makes one");
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
