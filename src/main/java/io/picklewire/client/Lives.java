package io.picklewire.client;

import io.picklewire.conversion.JavaFailure;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells one run of a manager from the next: after a restart the idents of CPython's managers mean nothing, or other objects. One
 * connection is kept for that, and never used but to ask whether who accepted it is still there. Any thread.
 */
final class Lives {
    /** Of an object or a connection that is not tied to a run of the manager. */
    static final int ANY = 0;

    private static final int ATTEMPTS = 3;

    private final Supplier<CompletableFuture<ServerLink>> opening;
    private final Function<ServerLink, CompletableFuture<?>> asking;
    private @Nullable CompletableFuture<ServerLink> anchor;
    private int life;

    /**
     * No life is known yet.
     *
     * @param opening opens a connection on which objects can be called
     * @param asking has the manager say something on a connection
     */
    Lives(Supplier<CompletableFuture<ServerLink>> opening, Function<ServerLink, CompletableFuture<?>> asking) {
        this.opening = opening;
        this.asking = asking;
    }

    /**
     * What came of an action, and the manager's life in which it was done.
     *
     * @param life the number of that life
     */
    record Done<T>(T result, int life) {}

    /** Which life it is now. */
    synchronized int last() {
        return life;
    }

    /** Does something within one life of the manager; what a restart falls into is done again. */
    <T> CompletableFuture<Done<T>> within(Supplier<CompletableFuture<T>> action) {
        return within(action, 1);
    }

    private <T> CompletableFuture<Done<T>> within(Supplier<CompletableFuture<T>> action, int attempt) {
        return now().thenCompose(before -> action.get().thenCompose(result -> now().thenCompose(after -> {
            if (before.equals(after)) {
                return CompletableFuture.completedFuture(new Done<>(result, after));
            }
            return attempt < ATTEMPTS
                    ? within(action, attempt + 1)
                    : CompletableFuture.failedFuture(
                            new UnreachableException("the manager is started again and again", null));
        })));
    }

    /** Which life it is, as the manager itself says. */
    CompletableFuture<Integer> now() {
        CompletableFuture<ServerLink> current;
        int number;
        synchronized (this) {
            if (anchor == null) {
                anchor = opening.get();
                life++;
            }
            current = anchor;
            number = life;
        }
        return current.thenCompose(asking::apply).thenApply(said -> number).exceptionallyCompose(failure -> {
            boolean wasThere = current.isDone() && !current.isCompletedExceptionally();
            drop(current);
            return wasThere ? now() : CompletableFuture.failedFuture(JavaFailure.unwrapped(failure));
        });
    }

    private synchronized void drop(CompletableFuture<ServerLink> lost) {
        if (anchor == lost) {
            anchor = null;
        }
    }

    synchronized void close() {
        if (anchor != null) {
            var unused = anchor.thenAccept(ServerLink::close);
        }
    }
}
