package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.connection.Link;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.ConnectionName;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import io.picklewire.python.Repr;
import io.picklewire.server.ControlFunction.Asker;
import io.picklewire.session.Opening;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.SharedPool;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * A new connection: one control function, one reply, and the end, unless the function is
 * {@code accept_connection}; after {@code shutdown} the server ends. Runs on the connection's event loop. Source: CPython's
 * {@code Server.handle_request}.
 */
final class ControlPhase implements Phase {
    private static final LimitedLog LOG = LimitedLog.of(ControlPhase.class);
    private static final Reader UNKNOWN_READER = Reader.PYTHON_2;

    private final Map<String, ControlFunction> functions;
    private final Dispatcher dispatcher;
    private final Departures departures;
    private final Sessions sessions;
    private final Runnable shutdown;
    private final Link link;
    /** What the reply means that must not be so if it does not arrive. */
    private volatile @Nullable Runnable ifLost;

    /** @param shutdown ends the server, from a thread of its own */
    ControlPhase(
            Map<String, ControlFunction> functions,
            Dispatcher dispatcher,
            Departures departures,
            Sessions sessions,
            Runnable shutdown,
            Link link) {
        this.functions = functions;
        this.dispatcher = dispatcher;
        this.departures = departures;
        this.sessions = sessions;
        this.shutdown = shutdown;
        this.link = link;
    }

    @Override
    public Phase received(byte[] message) {
        try {
            Request request = Budget.limited(() -> Request.parse(message));
            switch (request.method()) {
                case "accept_connection" -> {
                    return serve(request);
                }
                case Opening.FUNCTION -> {
                    return resume(request);
                }
                case "work" -> {
                    return work(request);
                }
                case "shutdown" ->
                    reply(new Reply.Result(null), request.reader()).whenComplete((nothing, failure) -> shutdown.run());
                default -> control(request);
            }
        } catch (Budget.Exceeded e) {
            var unused = LongWork.of(() -> Request.parse(message))
                    .whenComplete((request, failure) -> link.execute(() -> parsed(request, failure)));
        } catch (PickleException | PyException | OutOfMemoryError e) {
            unread(e);
        }
        return new Finished();
    }

    private void parsed(Request request, @Nullable Throwable failure) {
        if (failure == null) {
            control(request);
        } else {
            unread(JavaFailure.unwrapped(failure));
        }
    }

    private void unread(Throwable failure) {
        Failures.logUnread(link.peer(), failure);
        PyException raised = Failures.asPython(failure);
        reply(new Reply.Traceback(Tracebacks.of("handle_request", raised)), UNKNOWN_READER);
    }

    @Override
    public Phase refused(PyException why) {
        reply(new Reply.Traceback(Tracebacks.of("handle_request", why)), UNKNOWN_READER);
        return new Finished();
    }

    private void control(Request request) {
        long ticket = link instanceof Session session ? session.number() : 1;
        Asker asker = new Asker(link.peer(), ServedClient.idOf("", link), ticket, lost -> ifLost = lost);
        CompletionStage<Reply> outcome;
        try {
            outcome = Budget.limited(() -> call(request, asker));
        } catch (Budget.Exceeded e) {
            outcome = LongWork.of(() -> call(request, asker)).thenCompose(later -> later);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        outcome.exceptionally(failure -> failed(request, failure)).thenAccept(reply -> reply(reply, request.reader()));
    }

    /** @throws PyException when there is no such function, or it fails */
    private CompletionStage<Reply> call(Request request, Asker asker) {
        ControlFunction function = functions.get(request.method());
        if (function == null) {
            throw PyException.assertionError(Repr.of(request.method()) + " unrecognized");
        }
        return function.call(request, asker);
    }

    /** A request as the log has it: {@code create of 'Queue'}. */
    private static String described(Request request) {
        String typeid = request.method().equals("create") && !request.args().isEmpty()
                ? Request.text(request.args().get(0).open())
                : null;
        return typeid == null ? request.method() : request.method() + " of '" + typeid + "'";
    }

    private Reply failed(Request request, Throwable failure) {
        PyException raised = Failures.asPython(failure);
        String what = LogSanitizer.of(described(request));
        Throwable cause = raised.getCause();
        if (cause == null) {
            LOG.info(what, link.peer(), () -> what + " failed: " + LogSanitizer.of(raised.getMessage()));
        } else { // what an application's own code threw is news to the application too
            LOG.failure(what + " failed", link.peer(), cause);
        }
        return new Reply.Traceback(Tracebacks.of(request.method(), raised));
    }

    private Phase serve(Request request) {
        String name = String.valueOf(ControlFunction.one(request, "name"));
        link.post(dispatcher.encode(new Reply.Result(null), request.reader()));
        link.takeTurns();
        ServingPhase serving = new ServingPhase(dispatcher, departures, link, name, request.reader());
        return ConnectionName.isPipeline(name) ? new PipelinedPhase(serving, link) : serving;
    }

    /** Source: none; CPython's clients do not come back. */
    private Phase resume(Request request) {
        Sessions.Found found = sessions.open(Opening.read(request.args()), link);
        link.post(dispatcher.encode(new Reply.Result(found.answer().toPython()), request.reader()));
        link.takeTurns();
        found.session().attach(link);
        return new SessionPhase(found.session(), link);
    }

    /** Source: none; CPython's pools have pipes for that. */
    private Phase work(Request request) {
        try {
            ObjectEntry pool =
                    dispatcher.find(ControlFunction.text(request.args().get(0).open(), "ident"));
            if (pool.object() instanceof SharedPool) {
                link.takeTurns();
                return new WorkerPhase(dispatcher, departures, link, pool, request);
            }
            throw PyException.typeError("'" + pool.typeid() + "' object " + pool.ident() + " is no pool");
        } catch (PyException e) {
            reply(failed(request, e), request.reader());
            return new Finished();
        }
    }

    private CompletionStage<Void> reply(Reply reply, Reader reader) {
        if (ifLost != null && !link.isAlive()) { // it has closed before it could read
            lost();
        }
        CompletionStage<Void> written = link.send(dispatcher.encode(reply, reader));
        written.whenComplete((nothing, failure) -> {
            if (failure != null) {
                lost();
            }
        });
        link.finish();
        return written;
    }

    private synchronized void lost() {
        Runnable undo = ifLost;
        ifLost = null;
        if (undo != null) {
            undo.run();
        }
    }

    /** The one reply has been given; CPython closes here, and reads nothing more. */
    private final class Finished implements Phase {
        @Override
        public void broken() {
            lost();
        }

        @Override
        public Phase received(byte[] message) {
            return this;
        }

        @Override
        public Phase refused(PyException why) {
            return this;
        }
    }
}
