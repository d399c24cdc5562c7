package io.picklewire.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which connection a thread's calls go through. A platform thread has one of its own, as CPython's proxies do,
 * until it ends; a virtual thread borrows one for each call, and keeps it while it holds a lock. Any thread.
 */
final class ServingLinks {
    private static final Duration LOOK_AFTER_THREADS = Duration.ofSeconds(2);

    /** By this name a manager can tell that early requests are meant to be answered one after the other. */
    private static final String PIPELINE = "pipeline";

    private final Control control;
    private final ConnectionPool pool;
    private final Map<Thread, ServerLink> byThread = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable CompletableFuture<Lease>> pipeline = new AtomicReference<>();
    private final Map<Thread, Pin> pins = new ConcurrentHashMap<>();
    private volatile boolean closed;

    ServingLinks(Control control, int poolSize) {
        this.control = control;
        this.pool = new ConnectionPool(() -> control.serving(name("pool")), poolSize);
    }

    /** As CPython's proxies name themselves: the process, then the thread. */
    private static String name(String thread) {
        return "java-" + ProcessHandle.current().pid() + "|" + thread;
    }

    /** The connections for calls without a thread. */
    ConnectionPool pool() {
        return pool;
    }

    /** The connection for requests that go out one behind the other, opened when first needed. */
    CompletableFuture<Lease> pipeline() {
        CompletableFuture<Lease> current = pipeline.get();
        if (current != null && (!current.isDone() || isAlive(current))) {
            return current;
        }
        if (closed) {
            return CompletableFuture.failedFuture(Session.closedAlready());
        }
        CompletableFuture<Lease> next = new CompletableFuture<>();
        if (!pipeline.compareAndSet(current, next)) {
            return pipeline();
        }
        var unused = control.serving(name(PIPELINE)).whenComplete((link, failure) -> {
            if (failure != null) {
                next.completeExceptionally(Dialer.cause(failure));
            } else {
                next.complete(new Own(link));
            }
        });
        return next;
    }

    private static boolean isAlive(CompletableFuture<Lease> opened) {
        return !opened.isCompletedExceptionally() && opened.join().link().isAlive();
    }

    /** A connection for one call of the current thread. */
    Lease lease(Waiting waiting, CallDeadline deadline) throws InterruptedException {
        Thread thread = Thread.currentThread();
        if (!VirtualThreads.isVirtual(thread)) {
            return new Own(own(thread, waiting, deadline));
        }
        Pin pin = pins.get(thread);
        return pin != null ? new Own(pin.lease.link()) : borrow(waiting, deadline);
    }

    private Lease borrow(Waiting waiting, CallDeadline deadline) throws InterruptedException {
        CompletableFuture<Lease> wanted = pool.take();
        boolean got = false;
        try {
            Lease lease = waiting.until(wanted, deadline.left());
            got = true;
            return lease;
        } catch (TimeoutException e) {
            throw deadline.passed(control.server());
        } finally {
            if (!got && !wanted.cancel(false) && !wanted.isCompletedExceptionally()) {
                wanted.join().giveBack();
            }
        }
    }

    private ServerLink own(Thread thread, Waiting waiting, CallDeadline deadline) throws InterruptedException {
        ServerLink link = byThread.get(thread);
        if (link != null && link.isAlive()) {
            return link;
        }
        if (closed) {
            throw Session.closedAlready();
        }
        link = open(control.serving(name(thread.getName())), waiting, deadline);
        byThread.put(thread, link);
        if (closed) {
            link.close();
        }
        watch(thread, link);
        return link;
    }

    private ServerLink open(CompletableFuture<ServerLink> opening, Waiting waiting, CallDeadline deadline)
            throws InterruptedException {
        boolean opened = false;
        try {
            ServerLink link = waiting.until(opening, deadline.left());
            opened = true;
            return link;
        } catch (TimeoutException e) {
            throw deadline.passed(control.server());
        } finally {
            if (!opened) {
                var unused = opening.thenAccept(ServerLink::close);
            }
        }
    }

    /** Closes the connection soon after its thread has ended. */
    private void watch(Thread thread, ServerLink link) {
        link.later(LOOK_AFTER_THREADS, () -> {
            if (!thread.isAlive()) {
                byThread.remove(thread, link);
                link.close();
            } else if (link.isAlive()) {
                watch(thread, link);
            }
        });
    }

    /**
     * Has the current thread keep its connection until as many calls of {@link #unpin}: what it locks belongs to
     * the connection.
     *
     * @param ident the lock
     */
    void pin(String ident) {
        Thread thread = Thread.currentThread();
        if (VirtualThreads.isVirtual(thread)) {
            pins.computeIfAbsent(thread, this::pinned).locks.merge(ident, 1, Integer::sum);
        }
    }

    private Pin pinned(Thread thread) {
        try {
            Pin pin = new Pin(borrow(Waiting.IN_ANY_CASE, CallDeadline.in(null)));
            release(thread, pin);
            return pin;
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A thread that ends with a lock leaves it locked, as in Java, but no connection that nobody uses. */
    private void release(Thread thread, Pin pin) {
        pin.lease.link().later(LOOK_AFTER_THREADS, () -> {
            if (pins.get(thread) != pin) {
                return;
            }
            if (thread.isAlive()) {
                release(thread, pin);
            } else if (pins.remove(thread, pin)) {
                pin.lease.link().close();
                pin.lease.giveBack();
            }
        });
    }

    /** Ends one {@link #pin} for that lock, if there is one. */
    void unpin(String ident) {
        Thread thread = Thread.currentThread();
        Pin pin = VirtualThreads.isVirtual(thread) ? pins.get(thread) : null;
        if (pin == null) {
            return;
        }
        pin.locks.computeIfPresent(ident, (lock, count) -> count > 1 ? count - 1 : null);
        if (pin.locks.isEmpty() && pins.remove(thread, pin)) {
            pin.lease.giveBack();
        }
    }

    /** Closes all connections; calls under way fail. */
    void close() {
        closed = true;
        pool.close();
        byThread.values().forEach(ServerLink::close);
        byThread.clear();
        CompletableFuture<Lease> last = pipeline.get();
        if (last != null) {
            var unused = last.thenAccept(lease -> lease.link().close());
        }
    }

    /** A connection that the thread keeps. */
    private record Own(ServerLink link) implements Lease {
        @Override
        public void giveBack() {}
    }

    /** What a virtual thread holds; used by that thread only. */
    private static final class Pin {
        private final Lease lease;
        private final Map<String, Integer> locks = new HashMap<>();

        Pin(Lease lease) {
            this.lease = lease;
        }
    }
}
