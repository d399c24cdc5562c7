package io.picklewire.client;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A condition in a manager, {@code threading.Condition} there, as a {@link Condition}, with its {@link #lock}. All
 * methods are to be called with the lock held. As {@link Condition} has it, a wait may end without a signal; with
 * Python 2, which does not tell, it does every half second. Any thread. Source: CPython's {@code ConditionProxy}.
 */
public final class ConditionProxy implements Condition, RemoteObject {
    private final Proxy proxy;
    private final LockProxy lock;

    private ConditionProxy(Proxy proxy) {
        this.proxy = proxy.as(SharedType.CONDITION);
        this.lock = LockProxy.ofCondition(this.proxy);
    }

    /** The object of a proxy as a condition. */
    public static ConditionProxy over(Proxy proxy) {
        return new ConditionProxy(proxy);
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    /** The lock that is held while waiting and signalling, and released within a wait. */
    public Lock lock() {
        return lock;
    }

    @Override
    public void await() throws InterruptedException {
        PollingWait.wait(null, null, this::within);
    }

    @Override
    public void awaitUninterruptibly() {
        PollingWait.waitInAnyCase(null, this::within);
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        PollingWait.wait(null, Duration.ofNanos(Math.max(0, nanos)), this::within);
        return deadline - System.nanoTime();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return PollingWait.wait(null, Duration.ofNanos(Math.max(0, unit.toNanos(time))), this::within)
                != PollingWait.NOTHING;
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // it is what Condition has
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        Duration left = Duration.ofMillis(deadline.getTime() - System.currentTimeMillis());
        return PollingWait.wait(null, left.isNegative() ? Duration.ZERO : left, this::within) != PollingWait.NOTHING;
    }

    /**
     * One wait; the reply comes when the lock is held again, so it is waited for in any case. Between two waits the
     * lock is held, so no signal is missed.
     */
    private @Nullable Object within(PollingWait.Slice slice) {
        try {
            Object signalled = proxy.raw("wait", Waiting.IN_ANY_CASE, slice.seconds());
            return Boolean.FALSE.equals(signalled) ? PollingWait.NOTHING : signalled;
        } catch (RemoteException e) {
            throw Monitors.translated(e);
        }
    }

    @Override
    public void signal() {
        notify("notify");
    }

    @Override
    public void signalAll() {
        notify("notify_all");
    }

    private void notify(String method) {
        try {
            proxy.raw(method, Waiting.THROUGH);
        } catch (RemoteException e) {
            throw Monitors.translated(e);
        }
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
