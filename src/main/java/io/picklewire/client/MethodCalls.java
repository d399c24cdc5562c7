package io.picklewire.client;

import io.picklewire.conversion.JavaFailure;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries calls of methods to the manager and replies back. A call that could not be sent, as its connection was
 * closed meanwhile, is sent on a new one; a call that was sent is never sent again. Any thread.
 */
final class MethodCalls {
    static final int CONNECTIONS_A_CALL = 3;

    private final Control control;
    private final Messages messages;
    private final ServingLinks links;
    private final @Nullable Duration callTimeout;
    private final Executor executor;

    MethodCalls(
            Control control, Messages messages, ServingLinks links, @Nullable Duration callTimeout, Executor executor) {
        this.executor = executor;
        this.control = control;
        this.messages = messages;
        this.links = links;
        this.callTimeout = callTimeout;
    }

    /**
     * The reply to one call, for which the current thread waits.
     *
     * @throws ManagerException when there is none
     * @throws InterruptedException when the thread was interrupted; the connection is closed then, so that a late
     *     reply is not taken for the next one
     */
    Reply call(Target target, String method, Request.Arguments arguments, Waiting waiting, ConnectionKind kind)
            throws InterruptedException {
        waiting.refuseInterrupted();
        CallDeadline deadline = CallDeadline.in(waiting.limit(callTimeout));
        for (int connection = 1; ; connection++) {
            BorrowedConnection lease = links.lease(waiting, deadline, kind);
            try {
                String ident = target.identOn(lease.link());
                ByteBuffer[] request = messages.encode(ident, method, arguments, control.reader());
                CompletableFuture<byte[]> answer = lease.link().ask(request, deadline);
                return messages.decode(awaited(answer, lease, new Named(ident, method), waiting));
            } catch (UnreachableException e) {
                if (connection == CONNECTIONS_A_CALL) {
                    throw e;
                }
            } finally {
                lease.giveBack();
            }
        }
    }

    private record Named(String ident, String method) {}

    private byte[] awaited(CompletableFuture<byte[]> answer, BorrowedConnection lease, Named call, Waiting waiting)
            throws InterruptedException {
        try {
            return waiting.until(answer, null, () -> {
                if (waiting.cancels()) {
                    cancel(lease.link(), call.ident());
                }
            });
        } catch (InterruptedException e) {
            if (!lease.isShared()) {
                lease.link()
                        .abandon(new CallInterruptedException(
                                "interrupted while waiting for " + call.method() + ", which may have been carried out",
                                e));
            }
            throw e;
        } catch (TimeoutException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Asks the manager to end the call that waits on a connection. That call gets an answer too. */
    void cancel(ServerLink link, String ident) {
        var unused = link.ask(
                messages.encode(ident, Request.CANCEL, Request.Arguments.NONE, control.reader()),
                CallDeadline.in(null));
    }

    /** The reply to a {@code get} on a connection that the caller has to itself; decoded on the executor. */
    CompletableFuture<Reply> get(ServerLink link, Target target, PollingWait.Slice slice) {
        String ident;
        try {
            ident = target.identOn(link);
        } catch (OtherLifeException e) {
            return CompletableFuture.failedFuture(e);
        }
        Request.Arguments arguments = Request.Arguments.of(true, slice.seconds());
        CallDeadline deadline = CallDeadline.in(slice.waiting().limit(callTimeout));
        return link.ask(messages.encode(ident, "get", arguments, control.reader()), deadline)
                .thenApplyAsync(messages::decode, executor);
    }

    /**
     * The reply to one call, for which no thread waits: its bytes, on an event loop. It has a connection of the pool
     * to itself.
     */
    CompletableFuture<byte[]> callAsync(
            Target target, String method, Request.Arguments arguments, ConnectionKind kind) {
        return new Attempts(target, method, arguments, () -> links.pool(kind).take()).start();
    }

    /**
     * The same for a method that does not block in the manager: its request goes out after others, without waiting
     * for their replies.
     */
    CompletableFuture<byte[]> pipeline(Target target, String method, Request.Arguments arguments) {
        return new Attempts(target, method, arguments, links.pipeline()::take).start();
    }

    /** Sends one request until it is sent. */
    private final class Attempts {
        private final Target target;
        private final String method;
        private final Request.Arguments arguments;
        private String ident;
        private ByteBuffer[] request;
        private final Supplier<CompletableFuture<BorrowedConnection>> connections;
        private final CompletableFuture<byte[]> outcome = new CompletableFuture<>();
        private final CallDeadline deadline = CallDeadline.in(callTimeout);
        private int made;

        /** What no pickle can hold is found out here. */
        Attempts(
                Target target,
                String method,
                Request.Arguments arguments,
                Supplier<CompletableFuture<BorrowedConnection>> connections) {
            this.target = target;
            this.method = method;
            this.arguments = arguments;
            this.connections = connections;
            this.ident = target.token().ident();
            this.request = messages.encode(ident, method, arguments, control.reader());
        }

        CompletableFuture<byte[]> start() {
            attempt();
            return outcome;
        }

        private void attempt() {
            made++;
            CompletableFuture<BorrowedConnection> wanted = connections.get();
            Duration left = deadline.left();
            if (left != null && !wanted.isDone()) {
                CompletableFuture.delayedExecutor(left.toNanos(), TimeUnit.NANOSECONDS)
                        .execute(() -> giveUp(wanted));
            }
            var unused = wanted.whenComplete((lease, failure) -> {
                if (failure != null) {
                    outcome.completeExceptionally(JavaFailure.unwrapped(failure));
                } else if (outcome.isDone()) {
                    lease.giveBack();
                } else {
                    send(lease);
                }
            });
        }

        private void giveUp(CompletableFuture<BorrowedConnection> wanted) {
            if (!wanted.isDone()) {
                outcome.completeExceptionally(deadline.passed(control.server()));
            }
        }

        private void send(BorrowedConnection lease) {
            try {
                String now = target.identOn(lease.link());
                if (!now.equals(ident)) {
                    ident = now;
                    request = messages.encode(ident, method, arguments, control.reader());
                }
            } catch (OtherLifeException e) {
                lease.giveBack();
                outcome.completeExceptionally(e);
                return;
            }
            var unused = lease.link().ask(request, deadline).whenComplete((reply, failure) -> {
                lease.giveBack();
                if (failure == null) {
                    outcome.complete(reply);
                } else if (failure instanceof UnreachableException && made < CONNECTIONS_A_CALL) {
                    attempt();
                } else {
                    outcome.completeExceptionally(failure);
                }
            });
        }
    }
}
