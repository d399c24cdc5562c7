package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import io.picklewire.server.Answers.Answer;
import io.picklewire.server.Answers.Encoded;
import io.picklewire.shared.SharedObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
    /** A Python program needs microseconds to send two requests in a row; a user, much longer to press Ctrl-C. */
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Dispatcher dispatcher;
    private final Link link;
    private final ConnectionCaller caller;
    private final Answers answers;
    private final Clients clients;
    private final UnreadWatch unread;
    private @Nullable Pending pending;
    private long waitingSince;
    private Runnable whenSettled = () -> {};

    ServingPhase(Dispatcher dispatcher, Clients clients, Link link, ConnectionCaller caller) {
        this.dispatcher = dispatcher;
        this.clients = clients;
        this.link = link;
        this.caller = caller;
        this.answers = new Answers(dispatcher, caller);
        this.unread = new UnreadWatch(link, caller, this::isWaiting);
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
        Request request;
        try {
            request = Budget.limited(() -> Request.parse(message));
        } catch (Budget.Exceeded e) {
            Pending waiting = begin(null);
            var unused = LongWork.of(() -> Request.parse(message))
                    .whenComplete((read, failure) -> link.execute(() -> parsed(waiting, read, failure, waited)));
            return;
        } catch (PickleException | PyException | OutOfMemoryError e) {
            unread(e);
            return;
        }
        handle(request, waited);
    }

    private void parsed(Pending waiting, Request request, @Nullable Throwable failure, boolean waited) {
        if (pending != waiting || !link.isAlive()) {
            return;
        }
        pending = null;
        if (failure != null) {
            unread(Dispatcher.cause(failure));
        } else {
            handle(request, waited);
        }
        whenSettled.run();
    }

    private void unread(Throwable failure) {
        Dispatcher.logUnread(caller, failure);
        post(Answer.of(
                failure instanceof PickleException unreadable
                        ? Dispatcher.unreadable(unreadable)
                        : new Reply.Traceback(Tracebacks.of("serve_client", Dispatcher.asPython(failure)))));
    }

    private void handle(Request request, boolean waited) {
        caller.speaks(request.protocol());
        if (request.method().equals(Request.CANCEL)) {
            cancelled(waited);
            return;
        }
        unread.arrived();
        ExposedObject target;
        try {
            target = dispatcher.find(request.ident());
        } catch (PyException e) {
            unread(e);
            return;
        }
        serve(target, request);
    }

    /** The call that waited, if there was one, is answered too: the client counts replies. */
    private void cancelled(boolean waited) {
        unread.end();
        if (waited) {
            post(Answer.of(new Reply.Raised(PyException.of(Request.CANCELLED), "")));
        }
        post(Answer.of(new Reply.Result(null)));
    }

    @Override
    public Phase refused(PyException why) {
        abandon();
        post(Answer.of(new Reply.Traceback(Tracebacks.of("serve_client", why))));
        return this;
    }

    private void serve(ExposedObject target, Request request) {
        if (target.work().isUnderWay() || isText(target, request)) {
            serveElsewhere(target, request);
            return;
        }
        Object result;
        try {
            result = Budget.<@Nullable Object>limited(() -> carryOut(target, request));
        } catch (Budget.Exceeded e) {
            serveElsewhere(target, request);
            return;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            post(answers.to(e, target, request.method()));
            return;
        }
        if (result instanceof CompletionStage<?> stage) {
            await(stage, target, request.method());
        } else if (caller.isUnidentified()) {
            await(CompletableFuture.completedFuture(result), target, request.method());
        } else {
            answer(result, target, request.method());
        }
    }

    /** A text may be longer than all that is stored, for parts may be shared. */
    private static boolean isText(ExposedObject target, Request request) {
        boolean named = request.method().equals("__str__") || request.method().equals("__repr__");
        return named && !target.exposes(request.method());
    }

    private @Nullable Object carryOut(ExposedObject target, Request request) {
        return target.exposes(request.method())
                ? target.object().call(dispatcher.call(request, caller))
                : dispatcher.fallback(target, request, caller);
    }

    /** What takes longer than the event loop has time for; other calls of the object follow it. */
    private void serveElsewhere(ExposedObject target, Request request) {
        CompletableFuture<@Nullable Object> outcome = target.work().add(() -> {
            Object result = carryOut(target, request);
            return result instanceof CompletionStage<?>
                    ? result
                    : answers.encoded(answers.to(result, target, request.method()));
        });
        await(outcome, target, request.method());
    }

    private Pending begin(@Nullable SharedObject object) {
        Pending waiting = new Pending();
        pending = waiting;
        waitingSince = System.nanoTime();
        caller.waitAt(object);
        link.acknowledge();
        return waiting;
    }

    private void await(CompletionStage<?> stage, ExposedObject target, String method) {
        Pending waiting = begin(target.object());
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
            Answers.takeBack(result);
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
        if (result instanceof Encoded encoded) {
            encoded.post(link);
        } else if (failure == null) {
            answer(result, target, method);
        } else {
            post(answers.to(failure, target, method));
        }
        whenSettled.run();
    }

    /** Whether a call waits; a further request would mean that it was given up. */
    boolean isWaiting() {
        return pending != null;
    }

    /** The client does not wait for replies; {@code task} is done each time that a call which waited has been answered. */
    void pipelined(Runnable task) {
        unread.end();
        whenSettled = task;
    }

    private void answer(@Nullable Object result, ExposedObject target, String method) {
        Answer answer = answers.to(result, target, method);
        try {
            Budget.limited(() -> answers.encoded(answer)).post(link);
        } catch (Budget.Exceeded e) {
            await(LongWork.of(() -> answers.encoded(answer)), target, method);
        }
    }

    /** For short ones. */
    private void post(Answer answer) {
        answers.encoded(answer).post(link);
    }

    private void abandon() {
        pending = null;
        SharedObject object = caller.waitsAt();
        if (object != null) {
            caller.waitAt(null);
            object.abandon(caller);
        }
    }

    @Override
    public void closed() {
        pending = null;
        unread.end();
        clients.remove(caller);
    }

    /** A call that waits. Compared by identity. */
    private static final class Pending {}
}
