package io.picklewire.client;

import io.picklewire.conversion.JavaFailure;
import io.picklewire.protocol.Reply;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code get} for all virtual threads that wait for an item of one queue. The item goes to the thread that has
 * waited longest. However many threads wait, they need one connection. The last one to give up waits until the {@code
 * get} has ended, so that no item comes that nobody takes. Any thread.
 */
final class GetCoalescer {
    private final ManagerSession session;
    private final Target target;
    /** Not held here: it is what tells whether anyone uses the queue. */
    private final WeakReference<ReferenceRegistry.Reference> reference;

    private final Deque<Taker> takers = new ArrayDeque<>();
    /** The connection of the {@code get} that is under way, once it is sent. */
    private @Nullable ServerLink asking;

    private boolean isUnderWay;

    GetCoalescer(ManagerSession session, Proxy queue) {
        this.session = session;
        this.target = queue.target();
        this.reference = new WeakReference<>(queue.reference());
    }

    /** A thread that waits. Compared by identity. */
    private static final class Taker {
        private final CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();
        /** Whether it only waits for the end of the {@code get}; guarded by this object. */
        private boolean isLeaving;
    }

    /**
     * The next item as a Python value, or {@link PollingWait#NOTHING}.
     *
     * @throws ManagerException when the manager is gone, or does not answer
     */
    @Nullable
    Object take(CallDeadline deadline) throws InterruptedException {
        Taker taker = new Taker();
        boolean isFirst;
        synchronized (this) {
            takers.add(taker);
            isFirst = !isUnderWay;
            isUnderWay = true;
        }
        if (isFirst) {
            ask(session.knowsToCancel(), 1);
        }
        try {
            return outcome(taker, deadline.left());
        } catch (TimeoutException e) {
            return leave(taker);
        } catch (InterruptedException e) {
            Object given = leave(taker);
            if (given == PollingWait.NOTHING) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return given;
        }
    }

    private static @Nullable Object outcome(Taker taker, @Nullable Duration left)
            throws InterruptedException, TimeoutException {
        try {
            return left == null ? taker.outcome.get() : taker.outcome.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Waiting.thrown(JavaFailure.unwrapped(e));
        }
    }

    /** Gives up: at once, unless this is the last thread that waits. */
    private @Nullable Object leave(Taker taker) {
        synchronized (this) {
            taker.isLeaving = true;
            if (!isForsaken() && takers.remove(taker)) {
                return PollingWait.NOTHING;
            }
            cancelForsaken();
        }
        CallDeadline deadline = CallDeadline.in(PollingWait.SLICE.plus(Waiting.LATE));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return outcome(taker, deadline.left());
                } catch (InterruptedException e) { // the item that may come is not to be lost
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            synchronized (this) {
                takers.remove(taker);
            }
            throw new CallTimeoutException(
                    session.address() + " did not answer; an item may have been taken from the queue", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isForsaken() {
        return takers.stream().allMatch(taker -> taker.isLeaving);
    }

    /** As long as the get has no reply, the connection serves nothing else. */
    private void cancelForsaken() {
        if (asking != null && isForsaken()) {
            session.calls().cancel(asking, target.token().ident());
        }
    }

    /**
     * Sends a {@code get} for all that wait.
     *
     * @param whole whether it waits for any time, not for a slice
     */
    private void ask(boolean whole, int attempt) {
        var unused = session.links().pool(ConnectionKind.WAITS).take().whenComplete((lease, failure) -> {
            if (failure != null) {
                fail(JavaFailure.unwrapped(failure));
            } else {
                ask(lease, whole, attempt);
            }
        });
    }

    private void ask(BorrowedConnection lease, boolean whole, int attempt) {
        CompletableFuture<Reply> reply;
        synchronized (this) {
            reply = session.calls()
                    .get(lease.link(), target, PollingWait.Slice.of(whole ? null : PollingWait.SLICE, whole));
            if (whole) {
                asking = lease.link();
                cancelForsaken();
            }
        }
        var unused = reply.whenComplete((answer, failure) -> {
            synchronized (this) {
                asking = null;
            }
            lease.giveBack();
            Throwable cause = failure == null ? null : JavaFailure.unwrapped(failure);
            if (cause instanceof UnreachableException && attempt < MethodCalls.CONNECTIONS_A_CALL) {
                ask(whole, attempt + 1);
            } else if (cause instanceof OtherLifeException other) {
                renew(other, whole);
            } else if (cause != null) {
                fail(cause);
            } else {
                answered(answer);
            }
        });
    }

    private void renew(OtherLifeException why, boolean whole) {
        ReferenceRegistry.Reference held = reference.get();
        if (held == null) {
            fail(why);
            return;
        }
        var unused = target.renew(why, held).whenComplete((done, failure) -> {
            if (failure == null) {
                ask(whole, 1);
            } else {
                fail(JavaFailure.unwrapped(failure));
            }
        });
    }

    private void answered(Reply reply) {
        try {
            settle(session.result(reply));
        } catch (RemoteException e) {
            if (e instanceof RemoteException.Empty || PollingWait.isCancelled(e)) {
                settle(PollingWait.NOTHING);
            } else {
                fail(e);
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Gives the item to the first thread; one that only waited for the end of the {@code get} goes on without. */
    private void settle(@Nullable Object given) {
        Taker served = null;
        List<Taker> leaving;
        boolean more;
        synchronized (this) {
            if (given != PollingWait.NOTHING) {
                served = takers.poll();
            }
            leaving = takers.stream().filter(taker -> taker.isLeaving).toList();
            takers.removeAll(leaving);
            more = !takers.isEmpty();
            isUnderWay = more;
        }
        if (served != null) {
            served.outcome.complete(given);
        }
        leaving.forEach(taker -> taker.outcome.complete(PollingWait.NOTHING));
        if (more) {
            ask(session.knowsToCancel(), 1);
        }
    }

    private void fail(Throwable why) {
        List<Taker> all;
        synchronized (this) {
            all = new ArrayList<>(takers);
            takers.clear();
            isUnderWay = false;
        }
        all.forEach(taker -> taker.outcome.completeExceptionally(why));
    }
}
