package io.picklewire.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A semaphore in a manager, {@code threading.Semaphore} or {@code BoundedSemaphore} there, with the methods of
 * {@link java.util.concurrent.Semaphore}. Any thread. Source: CPython's {@code AcquirerProxy}.
 */
public final class SemaphoreProxy implements RemoteObject {
    private final Proxy proxy;
    private final LockOperations acquirer;

    private SemaphoreProxy(Proxy proxy) {
        this.proxy = proxy.as(SharedType.SEMAPHORE);
        this.acquirer = new LockOperations(this.proxy, false);
    }

    /** The object of a proxy as a semaphore. */
    public static SemaphoreProxy over(Proxy proxy) {
        return new SemaphoreProxy(proxy);
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    /** Takes a permit, and waits for one. */
    public void acquire() throws InterruptedException {
        acquirer.acquire(null);
    }

    /** Takes a permit if there is one. */
    public boolean tryAcquire() {
        return acquirer.acquireNow();
    }

    /** Takes a permit, or gives up after the time: then the result is false. */
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return acquirer.acquire(Duration.ofNanos(Math.max(0, unit.toNanos(timeout))));
    }

    /**
     * Gives a permit back, or adds one.
     *
     * @throws IllegalStateException when a bounded one has all its permits
     */
    public void release() {
        try {
            acquirer.release();
        } catch (RemoteException.ValueError tooMany) {
            throw new IllegalStateException(tooMany.message(), tooMany);
        }
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
