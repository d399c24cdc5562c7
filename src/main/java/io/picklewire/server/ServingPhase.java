package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import io.picklewire.server.Answers.Encoded;
import io.picklewire.shared.Contents;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.OutsideObject;
import java.util.concurrent.TimeUnit;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * A connection after {@code accept_connection}: calls on shared objects, one in flight at a time.
 *
 * <p>A new request while a call waits means that the client has given that call up (its user pressed Ctrl-C, say), so it is
 * cancelled and never answered. One that comes at once can mean no such thing: nobody gives up what has just begun, so the
 * client is one that does not wait for replies, and stays that for good. Runs on the connection's event loop.
 * Source: CPython's {@code Server.serve_client}.
 */
final class ServingPhase implements Phase {
    /** A Python program needs microseconds to send two requests in a row; a user, much longer to press Ctrl-C. */
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Dispatcher dispatcher;
    private final Departures departures;
    private final Link link;
    private final ServedClient client;
    private final Answers answers;
    private final UnreadWatch unread;
    private final Listening listening;
    private Reader reader;
    /** The number of the last request. */
    private long lastTicket;
    /** The number of the request that is not answered yet; 0 when there is none. */
    private long pending;
    /** What that is, once it is known. */
    private Event.@Nullable Called call;

    private @Nullable ObjectEntry target;
    private Link.@Nullable Timer timer;
    private boolean isWaiting;
    /** Whether the answer is there, and waits for something else. */
    private boolean isAnswered;

    private long waitingSince;
    private long readWithWaiting;
    private Runnable whenSettled = () -> {};

    ServingPhase(Dispatcher dispatcher, Departures departures, Link link, String name, Reader reader) {
        this.dispatcher = dispatcher;
        this.departures = departures;
        this.link = link;
        this.reader = reader;
        this.client = new ServedClient(name, link, this);
        this.answers = new Answers(dispatcher, client);
        this.unread = new UnreadWatch(link, client, this::isWaiting);
        this.listening = dispatcher.listening();
        departures.arrived(client);
        listening.connected(client.id());
    }

    @Override
    public Phase received(byte[] message) {
        if (isWaiting && isAtOnce() && !isCancel(message)) {
            return new PipelinedPhase(this, link).received(message);
        }
        answer(message);
        return this;
    }

    /** Whether a request has come at once after the one that waits; a busy machine may take its time between the two. */
    private boolean isAtOnce() {
        return link.reads() == readWithWaiting || System.nanoTime() - waitingSince < AT_ONCE_NANOS;
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
        boolean waited = isWaiting;
        abandon();
        Request request;
        try {
            request = Budget.limited(() -> Request.parse(message));
        } catch (Budget.Exceeded e) {
            begin();
            await();
            long ticket = pending;
            var unused = LongWork.of(() -> Request.parse(message))
                    .whenComplete((read, failure) -> link.execute(() -> parsed(ticket, read, failure, waited)));
            return;
        } catch (PickleException | PyException | OutOfMemoryError e) {
            unread(e);
            return;
        }
        handle(request, waited);
    }

    private void parsed(long ticket, Request request, @Nullable Throwable failure, boolean waited) {
        if (pending != ticket || !link.isAlive()) {
            return;
        }
        end();
        if (failure != null) {
            unread(JavaFailure.unwrapped(failure));
        } else {
            handle(request, waited);
        }
        whenSettled.run();
    }

    private void unread(Throwable failure) {
        Failures.logUnread(client, failure);
        post(Failures.unreadable(failure));
    }

    private void handle(Request request, boolean waited) {
        reader = request.reader();
        if (request.method().equals(Request.CANCEL)) {
            cancelled(waited);
            return;
        }
        unread.arrived();
        try {
            begin(request, dispatcher.find(request.ident()));
        } catch (PyException e) {
            unread(e);
        }
    }

    /** The call that waited, if there was one, is answered too: the client counts replies. */
    private void cancelled(boolean waited) {
        unread.end();
        if (waited) {
            post(new Reply.Raised(PyException.of(Request.CANCELLED), ""));
        }
        post(new Reply.Result(null));
    }

    @Override
    public Phase refused(PyException why) {
        abandon();
        post(new Reply.Traceback(Tracebacks.of("serve_client", why)));
        return this;
    }

    private void begin() {
        pending = ++lastTicket;
        isAnswered = false;
        call = null;
        target = null;
    }

    private void begin(Request request, ObjectEntry found) {
        begin();
        target = found;
        try {
            Contents contents = Contents.hasProxies(request.args(), request.kwargs())
                    ? Budget.limited(() -> dispatcher.contents(request.args(), request.kwargs()))
                    : Contents.NONE;
            carryOut(dispatcher.called(client.id(), pending, request, found, contents));
        } catch (Budget.Exceeded e) {
            long ticket = pending;
            var unused = LongWork.of(() -> dispatcher.contents(request.args(), request.kwargs()))
                    .whenComplete(
                            (contents, failure) -> link.execute(() -> resolved(ticket, request, contents, failure)));
        } catch (RuntimeException | OutOfMemoryError e) {
            resolved(pending, request, Contents.NONE, e);
        }
        if (pending != 0) {
            await();
        }
    }

    private void resolved(long ticket, Request request, Contents contents, @Nullable Throwable failure) {
        if (ticket != pending || target == null) {
            return;
        }
        Event.Called made = dispatcher.called(client.id(), ticket, request, target, contents);
        if (failure == null) {
            carryOut(made);
        } else {
            call = made;
            receive(Effect.Answer.ofFailure(made, Failures.asPython(failure)));
        }
    }

    private void carryOut(Event.Called made) {
        ObjectEntry of = target;
        call = made;
        if (of == null) {
            return;
        }
        Request request = made.request();
        if (!of.exposes(request.method())) {
            fallback(made, of);
        } else if (of.object() instanceof OutsideObject outside) {
            new OutsideCall(dispatcher, made, of, outside).begin(client, answer -> link.execute(() -> receive(answer)));
        } else {
            dispatcher.router().submit(made, client);
        }
    }

    private void fallback(Event.Called made, ObjectEntry of) {
        Request request = made.request();
        if (dispatcher.isFallback(of, request, client.id())) {
            dispatcher.router().read(made, Dispatcher.isText(request), () -> Dispatcher.fallback(of, request), client);
        } else {
            receive(Effect.Answer.of(made, Dispatcher.unknownMethod(of, request)));
        }
    }

    /** The request that is pending is not answered at once. */
    private void await() {
        isWaiting = true;
        waitingSince = System.nanoTime();
        readWithWaiting = link.reads();
        client.waitAt(target == null ? null : target.object());
        if (call != null && target != null && !isAnswered) {
            listening.waits(call, target);
        }
        link.acknowledge();
    }

    /** Something came of a call. To be called on the event loop. */
    void receive(Effect effect) {
        if (effect instanceof Effect.SetTimer set) {
            setTimer(set);
        } else if (effect instanceof Effect.CancelTimer cancel) {
            if (cancel.ticket() == pending) {
                stopTimer();
            }
        } else if (effect instanceof Effect.Answer answer) {
            answered(answer, null);
        }
    }

    /** The answer to a call that was carried out elsewhere: its message is made there too. Not on the event loop. */
    void receiveElsewhere(Effect.Answer answer, Event.Called made) {
        Encoded message = null;
        try {
            message = answers.encoded(answer, made, dispatcher.find(made.ident()));
        } catch (RuntimeException | StackOverflowError e) {
            // The loop finds the same, and answers that.
        }
        Encoded encoded = message;
        link.execute(() -> answered(answer, encoded));
    }

    private void setTimer(Effect.SetTimer set) {
        if (set.ticket() == pending) {
            long delay = Math.max(0, set.deadline() - dispatcher.time());
            timer = link.schedule(
                    delay,
                    () -> submit(new Event.TimerFired(set.client(), set.ticket(), set.ident(), dispatcher.time())));
        }
    }

    private void submit(Event event) {
        dispatcher.router().submit(event, client);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void answered(Effect.Answer answer, @Nullable Encoded message) {
        Event.Called made = call;
        ObjectEntry of = target;
        if (answer.ticket() != pending || made == null || of == null || (isWaiting && !link.isAlive())) {
            lost(answer);
            return;
        }
        if (client.isUnidentified()) {
            isAnswered = true;
            // It may end as soon as it has its answer, and then nobody can tell any more which process it was.
            client.process().whenComplete((process, unknown) -> link.execute(() -> answered(answer, message)));
            return;
        }
        boolean waited = isWaiting;
        end();
        listening.answered(made, of, answer.failure());
        if (message != null) {
            message.post(link);
        } else {
            post(answer, made, of);
        }
        if (waited && pending == 0) {
            whenSettled.run();
        }
    }

    /** Nobody waits for the answer any more. */
    private void lost(Effect.Answer answer) {
        Runnable takeBack = answers.takeBack(answer);
        if (takeBack != null) {
            takeBack.run();
        }
    }

    private void end() {
        pending = 0;
        isWaiting = false;
        client.waitAt(null);
        stopTimer();
    }

    private void post(Effect.Answer answer, Event.Called made, ObjectEntry of) {
        try {
            Budget.limited(() -> answers.encoded(answer, made, of)).post(link);
        } catch (Budget.Exceeded e) {
            pending = answer.ticket();
            await();
            var unused = LongWork.of(() -> answers.encoded(answer, made, of))
                    .whenComplete((message, failure) -> link.execute(() -> encoded(answer, message, failure)));
        }
    }

    private void encoded(Effect.Answer answer, @Nullable Encoded message, @Nullable Throwable failure) {
        answered(
                answer,
                failure == null ? message : answers.encoded(new Reply.Raised(Failures.asPython(failure), ""), reader));
    }

    /** Whether a call waits; a further request would mean that it was given up. */
    boolean isWaiting() {
        return isWaiting;
    }

    /** The client does not wait for replies; {@code task} is done each time that a call which waited has been answered. */
    void pipelined(Runnable task) {
        unread.end();
        whenSettled = task;
    }

    /** For short ones. */
    private void post(Reply reply) {
        answers.encoded(reply, reader).post(link);
    }

    private void abandon() {
        long given = pending;
        ObjectEntry of = target;
        if (given == 0) {
            return;
        }
        end();
        if (of != null && call != null) {
            listening.abandoned(call, of);
        }
        if (of != null && of.object() instanceof OutsideObject outside) {
            outside.abandon(client.id());
        } else if (of != null) {
            submit(new Event.Abandoned(client.id(), given, of.ident(), dispatcher.time()));
        }
    }

    @Override
    public void closed() {
        ObjectEntry of = pending == 0 ? null : target;
        pending = 0;
        stopTimer();
        unread.end();
        if (of != null && call != null) {
            listening.abandoned(call, of);
        }
        listening.disconnected(client.id());
        if (of != null && of.object() instanceof OutsideObject outside) {
            outside.abandon(client.id());
        }
        departures.left(client, of);
    }
}
