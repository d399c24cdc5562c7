package io.picklewire.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An event in a manager, {@code threading.Event} there. Any thread. Source: CPython's {@code EventProxy}. */
public final class EventProxy implements RemoteObject {
    private final Proxy proxy;

    private EventProxy(Proxy proxy) {
        this.proxy = proxy.as(SharedType.EVENT);
    }

    /** The object of a proxy as an event. */
    public static EventProxy over(Proxy proxy) {
        return new EventProxy(proxy);
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    /** Whether it is set. */
    public boolean isSet() {
        return Boolean.TRUE.equals(proxy.call("is_set"));
    }

    /** Sets it, and wakes all that wait for it. */
    public void set() {
        proxy.call("set");
    }

    /** Clears it. */
    public void clear() {
        proxy.call("clear");
    }

    /** Waits until it is set. */
    public void await() throws InterruptedException {
        PollingWait.wait(proxy.session(), null, this::within);
    }

    /** Waits until it is set, or the time is up: then the result is false. */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return PollingWait.wait(proxy.session(), Duration.ofNanos(Math.max(0, unit.toNanos(timeout))), this::within)
                != PollingWait.NOTHING;
    }

    private Object within(PollingWait.Slice slice) {
        Object set = proxy.raw("wait", slice.waiting(), slice.seconds());
        return Boolean.TRUE.equals(set) ? true : PollingWait.NOTHING;
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
