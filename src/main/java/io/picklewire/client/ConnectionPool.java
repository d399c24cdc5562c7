package io.picklewire.client;

import io.picklewire.conversion.JavaFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of connections for calls that come without a thread of their own: asynchronous ones, and those of
 * virtual threads. A call that finds all of them in use waits until one is given back; those that wait are served in
 * order. A connection that nobody has used for a while is closed. Any thread.
 */
final class ConnectionPool {
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Supplier<CompletableFuture<ServerLink>> opening;
    private final int limit;
    private final Deque<Pooled> idle = new ArrayDeque<>();
    private final Deque<CompletableFuture<BorrowedConnection>> waiting = new ArrayDeque<>();
    private final Set<Pooled> open = new HashSet<>();
    private int beingOpened;
    private boolean closed;

    ConnectionPool(Supplier<CompletableFuture<ServerLink>> opening, int limit) {
        this.opening = opening;
        this.limit = limit;
    }

    /** A connection; a future that is cancelled takes none. */
    CompletableFuture<BorrowedConnection> take() {
        CompletableFuture<BorrowedConnection> wanted = new CompletableFuture<>();
        Pooled ready;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(ManagerSession.closedAlready());
            }
            ready = idleOne();
            if (ready == null) {
                waiting.add(wanted);
            }
        }
        if (ready == null) {
            openMore();
        } else if (!wanted.complete(ready)) {
            ready.giveBack();
        }
        return wanted;
    }

    private @Nullable Pooled idleOne() {
        while (!idle.isEmpty()) {
            Pooled last = idle.pop();
            if (last.link.isAlive()) {
                return last;
            }
            open.remove(last);
        }
        return null;
    }

    private void openMore() {
        synchronized (this) {
            if (closed || beingOpened >= waiting.size() || open.size() + beingOpened >= limit) {
                return;
            }
            beingOpened++;
        }
        var unused = opening.get().whenComplete((link, failure) -> {
            if (failure == null) {
                opened(new Pooled(link));
            } else {
                failed(JavaFailure.unwrapped(failure));
            }
        });
    }

    private void opened(Pooled fresh) {
        synchronized (this) {
            beingOpened--;
            if (!closed) {
                open.add(fresh);
            }
        }
        watch(fresh, 0);
        fresh.giveBack();
    }

    private void failed(Throwable why) {
        CompletableFuture<BorrowedConnection> first;
        synchronized (this) {
            beingOpened--;
            first = waiting.poll();
        }
        if (first != null) {
            first.completeExceptionally(why);
        }
        openMore();
    }

    /** Gives the connection to the call that has waited longest, or keeps it as an idle one. */
    private void release(Pooled pooled) {
        boolean alive = pooled.link.isAlive();
        CompletableFuture<BorrowedConnection> next = null;
        while (alive) {
            synchronized (this) {
                if (closed) {
                    alive = false;
                    break;
                }
                next = waiting.poll();
                if (next == null) {
                    idle.push(pooled);
                    pooled.uses++;
                    break;
                }
            }
            if (next.complete(pooled)) {
                return;
            }
        }
        if (alive) {
            return;
        }
        synchronized (this) {
            open.remove(pooled);
        }
        pooled.link.close();
        openMore();
    }

    /** Looks from time to time whether the connection was used, and closes it when it was not. */
    private void watch(Pooled pooled, int uses) {
        pooled.link.later(IDLE, () -> {
            boolean unused;
            int now;
            synchronized (this) {
                now = pooled.uses;
                unused = now == uses && idle.remove(pooled) && open.remove(pooled);
            }
            if (unused) {
                pooled.link.close();
            } else if (pooled.link.isAlive()) {
                watch(pooled, now);
            }
        });
    }

    /** Closes all connections; calls under way fail. */
    void close() {
        Set<Pooled> all;
        Deque<CompletableFuture<BorrowedConnection>> disappointed;
        synchronized (this) {
            closed = true;
            all = new HashSet<>(open);
            open.clear();
            idle.clear();
            disappointed = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        disappointed.forEach(wanted -> wanted.completeExceptionally(ManagerSession.closedAlready()));
        all.forEach(pooled -> pooled.link.close());
    }

    /** One of its connections. Compared by identity. */
    private final class Pooled implements BorrowedConnection {
        private final ServerLink link;
        /** How often it became idle; guarded by the pool. */
        private int uses;

        Pooled(ServerLink link) {
            this.link = link;
        }

        @Override
        public ServerLink link() {
            return link;
        }

        @Override
        public void giveBack() {
            release(this);
        }
    }
}
