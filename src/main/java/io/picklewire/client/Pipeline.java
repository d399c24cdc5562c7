package io.picklewire.client;

import io.picklewire.conversion.JavaFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one connection for requests that go out one after another, opened when first needed, and again when it has
 * broken. Requests that come while it is being opened wait for it, in order. Any thread.
 */
final class Pipeline {
    private final Supplier<CompletableFuture<ServerLink>> opening;
    private final Deque<CompletableFuture<BorrowedConnection>> waiting = new ArrayDeque<>();
    private @Nullable BorrowedConnection current;
    private boolean isOpening;
    private boolean closed;

    Pipeline(Supplier<CompletableFuture<ServerLink>> opening) {
        this.opening = opening;
    }

    CompletableFuture<BorrowedConnection> take() {
        CompletableFuture<BorrowedConnection> wanted = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(ManagerSession.closedAlready());
            }
            if (current != null && current.link().isAlive()) {
                return CompletableFuture.completedFuture(current);
            }
            current = null;
            waiting.add(wanted);
            if (isOpening) {
                return wanted;
            }
            isOpening = true;
        }
        var unused = opening.get().whenComplete((link, failure) -> {
            if (failure != null) {
                fail(JavaFailure.unwrapped(failure));
            } else {
                open(new Shared(link));
            }
        });
        return wanted;
    }

    /** Requests that come meanwhile wait after those before them. */
    private void open(BorrowedConnection opened) {
        while (true) {
            CompletableFuture<BorrowedConnection> next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    isOpening = false;
                    current = opened;
                    if (closed) {
                        break;
                    }
                    return;
                }
            }
            next.complete(opened);
        }
        opened.link().close();
    }

    private void fail(Throwable why) {
        Deque<CompletableFuture<BorrowedConnection>> disappointed;
        synchronized (this) {
            isOpening = false;
            disappointed = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        disappointed.forEach(wanted -> wanted.completeExceptionally(why));
    }

    void close() {
        BorrowedConnection last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        if (last != null) {
            last.link().close();
        }
        fail(ManagerSession.closedAlready());
    }

    private record Shared(ServerLink link) implements BorrowedConnection {
        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public void giveBack() {}
    }
}
