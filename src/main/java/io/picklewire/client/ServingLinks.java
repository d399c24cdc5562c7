package io.picklewire.client;

import io.picklewire.protocol.ConnectionName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * Which connection a thread's calls go through. A platform thread has one of its own, as CPython's proxies do,
 * until it ends; a virtual thread borrows one for each call, and keeps it while it holds a lock. Any thread.
 */
final class ServingLinks {
    private static final Duration LOOK_AFTER_THREADS = Duration.ofSeconds(2);

    private static final String PROCESS = "java-" + ProcessHandle.current().pid();

    private final Control control;
    private final ConnectionPool calls;
    private final ConnectionPool waits;
    private final ConnectionPool held;
    private final Map<Thread, ServerLink> byThread = new ConcurrentHashMap<>();
    private final Pipeline pipeline;
    private final Map<Thread, Pin> pins = new ConcurrentHashMap<>();
    private volatile boolean closed;

    ServingLinks(Control control, int poolSize) {
        this.control = control;
        this.pipeline = new Pipeline(() -> control.serving(ConnectionName.ofPipeline(PROCESS)));
        this.calls = pool("pool", poolSize);
        this.waits = pool("waits", poolSize);
        this.held = pool("held", Integer.MAX_VALUE);
    }

    private ConnectionPool pool(String name, int size) {
        return new ConnectionPool(() -> control.serving(ConnectionName.of(PROCESS, name)), size);
    }

    /** The connections for calls without a thread, of any kind but the one that calls share. */
    ConnectionPool pool(ConnectionKind kind) {
        return switch (kind) {
            case CALLS, PIPELINE -> calls;
            case WAITS -> waits;
            case HELD -> held;
        };
    }

    /** Whether the current thread is a virtual one that does not keep a connection for that lock already. */
    boolean waitsForTurn(String ident) {
        Thread thread = Thread.currentThread();
        Pin pin = pins.get(thread);
        return VirtualThreads.isVirtual(thread) && (pin == null || !pin.locks.containsKey(ident));
    }

    /** The connection for requests that go out one after another. */
    Pipeline pipeline() {
        return pipeline;
    }

    /** A connection for one call of the current thread. */
    BorrowedConnection lease(Waiting waiting, CallDeadline deadline, ConnectionKind kind) throws InterruptedException {
        Thread thread = Thread.currentThread();
        if (!VirtualThreads.isVirtual(thread)) {
            return new Own(own(thread, waiting, deadline));
        }
        Pin pin = pins.get(thread);
        return pin != null ? new Own(pin.lease.link()) : borrow(waiting, deadline, kind);
    }

    private BorrowedConnection borrow(Waiting waiting, CallDeadline deadline, ConnectionKind kind)
            throws InterruptedException {
        CompletableFuture<BorrowedConnection> wanted =
                kind == ConnectionKind.PIPELINE ? pipeline.take() : pool(kind).take();
        boolean got = false;
        try {
            BorrowedConnection lease = waiting.until(wanted, deadline.left(), () -> {});
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
            throw ManagerSession.closedAlready();
        }
        link = open(control.serving(ConnectionName.of(PROCESS, thread.getName())), waiting, deadline);
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
            ServerLink link = waiting.until(opening, deadline.left(), () -> {});
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
            Pin pin = pins.get(thread);
            if (pin == null) {
                // Not in computeIfAbsent: what waits there holds up other threads that end their pins.
                pin = pinned(thread);
                pins.put(thread, pin);
            }
            pin.locks.merge(ident, 1, Integer::sum);
        }
    }

    private Pin pinned(Thread thread) {
        try {
            Pin pin = new Pin(borrow(Waiting.IN_ANY_CASE, CallDeadline.in(null), ConnectionKind.HELD));
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
        calls.close();
        waits.close();
        held.close();
        byThread.values().forEach(ServerLink::close);
        byThread.clear();
        pipeline.close();
    }

    /** A connection that the thread keeps. */
    private record Own(ServerLink link) implements BorrowedConnection {
        @Override
        public void giveBack() {}
    }

    /** What a virtual thread holds; used by that thread only. */
    private static final class Pin {
        private final BorrowedConnection lease;
        private final Map<String, Integer> locks = new HashMap<>();

        Pin(BorrowedConnection lease) {
            this.lease = lease;
        }
    }
}
