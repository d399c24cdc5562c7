package io.picklewire.client;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A queue in a manager, {@code queue.Queue} there, as a {@link BlockingQueue}.
 *
 * <p>A {@code None} that Python put comes as null: {@link #take} and {@link #get} give it as any other item, but {@link
 * #poll()} gives null for an empty queue too. Methods that Python's queue does not have throw an {@link
 * UnsupportedOperationException}: looking at items without taking them, removing one from within, asking for the
 * capacity.
 *
 * <p>A thread that is interrupted in a wait, or gives up after its time, loses no item: it waits for half a second at a
 * time, and takes an item that comes within that time; this project's own manager is told that it has given up. Virtual
 * threads that wait for one queue share one call. Any thread.
 *
 * @param <E> what the items are to this program; see {@link #of}
 */
public class QueueProxy<E> extends AbstractQueue<E> implements BlockingQueue<E>, RemoteObject {
    private final Proxy proxy;
    private final ElementType<E> items;

    QueueProxy(Proxy proxy, ElementType<E> items) {
        this.proxy = proxy.as(SharedType.QUEUE);
        this.items = items;
    }

    /** The object of a proxy as a queue: its methods are to be those of Python's. */
    public static <E> QueueProxy<E> over(Proxy proxy) {
        return new QueueProxy<>(proxy, ElementType.plain());
    }

    /** The same queue, its items converted to {@code type}; one that does not fit is a {@link ConversionException}. */
    public <T> QueueProxy<T> of(Class<T> type) {
        return new QueueProxy<>(proxy, ElementType.of(type));
    }

    @Override
    public Proxy proxy() {
        return proxy;
    }

    @Override
    public void put(E item) throws InterruptedException {
        Objects.requireNonNull(item, REFUSES_NULL);
        if (!isQuick("put_nowait") || !offer(item)) {
            PollingWait.wait(proxy.session(), null, slice -> putWithin(item, slice));
        }
    }

    @Override
    public boolean offer(E item, long timeout, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(item, REFUSES_NULL);
        Duration total = Duration.ofNanos(Math.max(0, unit.toNanos(timeout)));
        return (isQuick("put_nowait") && offer(item))
                || PollingWait.wait(proxy.session(), total, slice -> putWithin(item, slice)) != PollingWait.NOTHING;
    }

    /**
     * Whether a method that does not wait is tried first. Virtual threads have few connections, and a call that need
     * not wait should not wait for one of them.
     */
    private boolean isQuick(String method) {
        return VirtualThreads.isVirtual(Thread.currentThread())
                && proxy.exposed().contains(method);
    }

    private @Nullable Object putWithin(E item, PollingWait.Slice slice) {
        try {
            return proxy.raw("put", slice.waiting(), item, true, slice.seconds());
        } catch (RemoteException.Full full) {
            return PollingWait.NOTHING;
        }
    }

    @Override
    public boolean offer(E item) {
        Objects.requireNonNull(item, REFUSES_NULL);
        try {
            proxy.raw("put_nowait", Waiting.NEARLY_THROUGH, item);
            return true;
        } catch (RemoteException.Full full) {
            return false;
        }
    }

    /** Takes the first item, and waits for one. {@code None} is null. */
    @Override
    public @Nullable E take() throws InterruptedException {
        return converted(next(null));
    }

    /** Takes the first item, or gives null after the time; for {@code None} it gives null at once. */
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        Object given = next(Duration.ofNanos(Math.max(0, unit.toNanos(timeout))));
        return given == PollingWait.NOTHING ? null : converted(given);
    }

    /**
     * Takes the first item, and waits for one. {@code None} is null.
     *
     * @throws TimeoutException when there was none within that time
     */
    public @Nullable E get(Duration timeout) throws InterruptedException, TimeoutException {
        Object given = next(timeout);
        if (given == PollingWait.NOTHING) {
            throw new TimeoutException("no item in " + proxy + " within " + timeout);
        }
        return converted(given);
    }

    /** @param total null for any time */
    private @Nullable Object next(@Nullable Duration total) throws InterruptedException {
        if (!isQuick("get_nowait")) {
            return PollingWait.wait(proxy.session(), total, this::getWithin);
        }
        CallDeadline deadline = CallDeadline.in(total);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Object given = getNow();
        return given != PollingWait.NOTHING
                ? given
                : proxy.session().coalescer(proxy).take(deadline);
    }

    private @Nullable Object getWithin(PollingWait.Slice slice) {
        try {
            return proxy.raw("get", slice.waiting(), true, slice.seconds());
        } catch (RemoteException.Empty empty) {
            return PollingWait.NOTHING;
        }
    }

    /** Takes the first item, or gives null when there is none; for {@code None} it gives null too. */
    @Override
    public @Nullable E poll() {
        Object given = getNow();
        return given == PollingWait.NOTHING ? null : converted(given);
    }

    private @Nullable Object getNow() {
        try {
            return proxy.raw("get_nowait", Waiting.NEARLY_THROUGH);
        } catch (RemoteException.Empty empty) {
            return PollingWait.NOTHING;
        }
    }

    private @Nullable E converted(@Nullable Object given) {
        return items.convert(given, proxy);
    }

    /** How many items there are just now: Python's {@code qsize}. */
    @Override
    public int size() {
        return proxy.integer("qsize");
    }

    @Override
    public boolean isEmpty() {
        return Boolean.TRUE.equals(proxy.call("empty"));
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /** Takes what there is, item by item; {@code None} is added as null, which some collections refuse. */
    @Override
    public int drainTo(Collection<? super E> target, int limit) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        int taken = 0;
        for (Object given; taken < limit && (given = getNow()) != PollingWait.NOTHING; taken++) {
            target.add(converted(given));
        }
        return taken;
    }

    @Override
    public void clear() {
        while (getNow() != PollingWait.NOTHING) {
            // taken and dropped
        }
    }

    private static final String REFUSES_NULL =
            "a BlockingQueue takes no null; proxy().call(\"put\", (Object) null) puts None";

    private UnsupportedOperationException impossible(String what) {
        return new UnsupportedOperationException("Python's queue.Queue has no method to " + what);
    }

    /** Unsupported: Python's queue does not tell. */
    @Override
    public int remainingCapacity() {
        throw impossible("ask for its capacity; offer says whether it is full");
    }

    /** Unsupported: Python's queue does not show its items. */
    @Override
    public @Nullable E peek() {
        throw impossible("look at an item without taking it");
    }

    /** Unsupported: Python's queue does not show its items. */
    @Override
    public Iterator<E> iterator() {
        throw impossible("look at its items without taking them; drainTo takes them");
    }

    /** Unsupported: Python's queue does not show its items. */
    @Override
    public boolean contains(@Nullable Object item) {
        throw impossible("look for an item");
    }

    /** Unsupported: Python's queue gives items from its front only. */
    @Override
    public boolean remove(@Nullable Object item) {
        throw impossible("remove an item from within");
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
