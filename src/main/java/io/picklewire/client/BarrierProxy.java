package io.picklewire.client;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A barrier in a manager, {@code threading.Barrier} there, with the methods of
 * {@link java.util.concurrent.CyclicBarrier}. As there, a thread that is interrupted or gives up breaks it for all.
 * Python 2 has none. Any thread. Source: CPython's {@code BarrierProxy}.
 */
public final class BarrierProxy implements RemoteObject {
    private static final String BROKEN = "threading.BrokenBarrierError";

    /** The longest timeout that Python accepts on Windows. */
    private static final Duration LONGEST = Duration.ofDays(49);

    private final Proxy proxy;

    private BarrierProxy(Proxy proxy) {
        this.proxy = proxy.as(SharedType.BARRIER);
    }

    /** The object of a proxy as a barrier. */
    public static BarrierProxy over(Proxy proxy) {
        return new BarrierProxy(proxy);
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    /** Waits until all parties do; the result is this one's number, a different one for each, from 0. */
    public int await() throws InterruptedException, BrokenBarrierException {
        return await(Waiting.ANY_TIME);
    }

    /**
     * The same within a time.
     *
     * @throws TimeoutException when the time was up, which breaks the barrier
     */
    public int await(long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        Duration limit = Duration.ofNanos(Math.max(0, Math.min(LONGEST.toNanos(), unit.toNanos(timeout))));
        long start = System.nanoTime();
        try {
            return await(new Waiting(limit, Duration.ZERO), PollingWait.seconds(limit));
        } catch (BrokenBarrierException broken) {
            if (System.nanoTime() - start < limit.toNanos()) {
                throw broken;
            }
            TimeoutException timedOut = new TimeoutException("the parties of " + proxy + " did not all come in time");
            timedOut.initCause(broken);
            throw timedOut;
        }
    }

    private int await(Waiting waiting, Object... args) throws InterruptedException, BrokenBarrierException {
        try {
            Object number = proxy.interruptibly("wait", waiting, args);
            return number instanceof Integer index ? index : -1;
        } catch (RemoteException e) {
            if (!e.type().equals(BROKEN)) {
                throw e;
            }
            BrokenBarrierException broken = new BrokenBarrierException(proxy + " is broken");
            broken.initCause(e);
            throw broken;
        } catch (InterruptedException interrupt) {
            abort();
            throw interrupt;
        }
    }

    /** Breaks it: all that wait, and all that will, get a {@link BrokenBarrierException}. */
    public void abort() {
        proxy.raw("abort", Waiting.THROUGH);
    }

    /** Makes it as new; all that wait get a {@link BrokenBarrierException}. */
    public void reset() {
        proxy.raw("reset", Waiting.THROUGH);
    }

    /** How many parties it waits for. */
    public int parties() {
        return proxy.integer("__getattribute__", "parties");
    }

    /** How many wait now. */
    public int waiting() {
        return proxy.integer("__getattribute__", "n_waiting");
    }

    /** Whether it is broken. */
    public boolean isBroken() {
        return Boolean.TRUE.equals(proxy.call("__getattribute__", "broken"));
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
