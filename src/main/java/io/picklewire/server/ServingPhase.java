package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.connection.Link;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyException;
import io.picklewire.shared.Call;
import io.picklewire.shared.Handover;
import io.picklewire.shared.SharedIterator;
import io.picklewire.shared.SharedObject;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * A connection after {@code accept_connection}: calls on shared objects, one in flight at a time.
 *
 * <p>A call that waits is {@link Pending}; a new request meanwhile means that the client has given it up (its
 * user pressed Ctrl-C, say), so it is cancelled and never answered. One that comes at once can mean no such thing: nobody
 * gives up what has just begun, so the client is one that does not wait for replies, and stays that for good. Runs on the
 * connection's event loop.
 * Source: CPython's {@code Server.serve_client}.
 */
final class ServingPhase implements Phase {
    private static final LimitedLog LOG = LimitedLog.of(ServingPhase.class);
    /** A Python program needs microseconds to send two requests in a row; a user, much longer to press Ctrl-C. */
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Dispatcher dispatcher;
    private final Link link;
    private final ConnectionCaller caller;
    private final Clients clients;
    private @Nullable Pending pending;
    private long waitingSince;
    private Runnable whenSettled = () -> {};

    ServingPhase(Dispatcher dispatcher, Clients clients, Link link, ConnectionCaller caller) {
        this.dispatcher = dispatcher;
        this.clients = clients;
        this.link = link;
        this.caller = caller;
        clients.add(caller);
    }

    @Override
    public Phase received(byte[] message) {
        if (pending != null && System.nanoTime() - waitingSince < AT_ONCE_NANOS && !isCancel(message)) {
            return new PipelinedPhase(this, link).received(message);
        }
        answer(message);
        return this;
    }

    private static boolean isCancel(byte[] message) {
        try {
            return Request.parse(message).method().equals(Request.CANCEL);
        } catch (PickleException | PyException e) {
            return false;
        }
    }

    /** Carries out a request; a call that waits is given up. */
    void answer(byte[] message) {
        boolean waited = pending != null;
        abandon();
        try {
            Request request = Request.parse(message);
            caller.speaks(request.protocol());
            if (request.method().equals(Request.CANCEL)) {
                cancelled(waited);
            } else {
                serve(request);
            }
        } catch (PickleException e) {
            LOG.warn("unreadable requests", caller, () -> "unreadable request: " + LogText.of(e.getMessage()));
            send(Dispatcher.unreadable(e), null);
        } catch (PyException e) {
            LOG.warn("malformed requests", caller, () -> "malformed request: " + LogText.of(e.getMessage()));
            send(new Reply.Traceback(Tracebacks.of("serve_client", e)), null);
        } catch (OutOfMemoryError e) {
            LOG.failure("there was too little memory for a request", caller, e);
            send(new Reply.Traceback(Tracebacks.of("serve_client", Dispatcher.outOfMemory(e))), null);
        }
    }

    /** The call that waited, if there was one, is answered too: the client counts replies. */
    private void cancelled(boolean waited) {
        if (waited) {
            send(new Reply.Raised(PyException.of(Request.CANCELLED), ""), null);
        }
        send(new Reply.Result(null), null);
    }

    @Override
    public Phase refused(PyException why) {
        abandon();
        send(new Reply.Traceback(Tracebacks.of("serve_client", why)), null);
        return this;
    }

    private void serve(Request request) {
        ExposedObject target = dispatcher.find(request.ident());
        if (!target.exposes(request.method())) {
            fallback(target, request);
            return;
        }
        Call call = dispatcher.call(request, caller);
        try {
            Object result = target.object().call(call);
            if (result instanceof CompletionStage<?> stage) {
                await(stage, target, request.method());
            } else if (caller.isUnidentified()) {
                await(CompletableFuture.completedFuture(result), target, request.method());
            } else {
                answer(result, target, request.method());
            }
        } catch (PyException e) {
            send(raised(e, target, request.method()), null);
        } catch (PickleException e) {
            send(raised(Dispatcher.unpicklingError(e), target, request.method()), null);
        } catch (OutOfMemoryError e) {
            LOG.failure("there was too little memory for a call of " + request.method(), caller, e);
            send(raised(Dispatcher.outOfMemory(e), target, request.method()), null);
        } catch (RuntimeException | StackOverflowError e) {
            send(raised(Dispatcher.internalError(e), target, request.method()), null);
        }
    }

    /** A text may be longer than all that is stored, for parts may be shared: it is not made on the event loop. */
    private void fallback(ExposedObject target, Request request) {
        if (request.method().equals("__str__") || request.method().equals("__repr__")) {
            Supplier<Reply> text = () -> dispatcher.fallback(target, request, caller);
            await(CompletableFuture.supplyAsync(text), target, request.method());
        } else {
            send(dispatcher.fallback(target, request, caller), null);
        }
    }

    private void await(CompletionStage<?> stage, ExposedObject target, String method) {
        Pending waiting = new Pending();
        pending = waiting;
        waitingSince = System.nanoTime();
        caller.waitAt(target.object());
        link.acknowledge();
        // As a task of its own, so that the loop has seen by then whether the client is still there.
        stage.whenComplete((result, failure) -> link.execute(() -> settle(waiting, target, method, result, failure)));
    }

    private void settle(
            Pending waiting,
            ExposedObject target,
            String method,
            @Nullable Object result,
            @Nullable Throwable failure) {
        if (pending != waiting || !link.isAlive()) {
            takeBack(result);
            return;
        }
        if (caller.isUnidentified()) {
            // It may end as soon as it has its answer, and then nobody can tell any more which process it was.
            caller.process()
                    .whenComplete(
                            (process, unknown) -> link.execute(() -> settle(waiting, target, method, result, failure)));
            return;
        }
        pending = null;
        caller.waitAt(null);
        if (failure == null) {
            answer(result, target, method);
        } else {
            PyException raised = Dispatcher.asPython(failure);
            tell(raised, target, method);
            send(raised(raised, target, method), null);
        }
        whenSettled.run();
    }

    /** What an application's own object threw is news to the application too. */
    private void tell(PyException raised, ExposedObject target, String method) {
        Throwable cause = raised.getCause();
        if (cause != null) {
            LOG.failure(target.typeid() + "." + LogText.of(method) + " failed", caller, cause);
        }
    }

    /** Whether a call waits; a further request would mean that it was given up. */
    boolean isWaiting() {
        return pending != null;
    }

    /** Has something done each time that a call which waited has been answered. */
    void whenSettled(Runnable task) {
        whenSettled = task;
    }

    private void answer(@Nullable Object result, ExposedObject target, String method) {
        if (result instanceof Reply reply) {
            send(reply, null);
        } else if (result instanceof Handover handover) {
            send(new Reply.Result(handover.value()), handover);
        } else if (result == target.object()) {
            send(dispatcher.share(target.typeid(), target.object()), null);
        } else if (result instanceof SharedIterator iterator && !target.typeid().equals("dict")) {
            // Who knows an object by a name of its own, not SyncManager's, need not have registered 'Iterator'.
            send(new Reply.Result(iterator.whole()), null);
        } else if (result instanceof SharedObject shared
                && target.object().methodToTypeid().containsKey(method)) {
            send(dispatcher.share(target.object().methodToTypeid().get(method), shared), null);
        } else {
            send(new Reply.Result(result), null);
        }
    }

    private static Reply raised(PyException raised, ExposedObject target, String method) {
        String where = target.typeid() + "." + method + " of object " + target.ident();
        return new Reply.Raised(raised, Tracebacks.of(where, raised));
    }

    private void send(Reply reply, @Nullable Handover given) {
        Handover handover = given;
        ByteBuffer[] message;
        try {
            message = dispatcher.encode(reply, caller.protocol());
        } catch (OutOfMemoryError e) {
            LOG.failure("there was too little memory for a reply", caller, e);
            takeBack(handover);
            message = dispatcher.encode(new Reply.Raised(Dispatcher.outOfMemory(e), ""), caller.protocol());
            handover = null;
        }
        if (handover == null) {
            link.post(message);
        } else {
            link.post(message, handover.takeBack());
        }
    }

    private static void takeBack(@Nullable Object result) {
        if (result instanceof Handover handover) {
            handover.takeBack().run();
        }
    }

    private void abandon() {
        SharedObject object = caller.waitsAt();
        if (object != null) {
            pending = null;
            caller.waitAt(null);
            object.abandon(caller);
        }
    }

    @Override
    public void closed() {
        pending = null;
        clients.remove(caller);
    }

    /** A call that waits. Compared by identity. */
    private static final class Pending {}
}
