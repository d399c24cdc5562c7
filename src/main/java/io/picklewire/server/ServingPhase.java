package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import io.picklewire.shared.ObjectEntry;
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
    private final Dispatcher dispatcher;
    private final Departures departures;
    private final Link link;
    private final CallInFlight inFlight;
    private final ServedClient client;
    private final UnreadWatch unread;
    private Reader reader;
    private Runnable whenSettled = () -> {};

    ServingPhase(Dispatcher dispatcher, Departures departures, Link link, String name, Reader reader) {
        this.dispatcher = dispatcher;
        this.departures = departures;
        this.link = link;
        this.reader = reader;
        this.inFlight = new CallInFlight(dispatcher, link, name, () -> whenSettled.run());
        this.client = inFlight.client();
        this.unread = new UnreadWatch(link, client, inFlight::isWaiting);
        departures.arrived(client);
        dispatcher.listening().connected(client.id());
    }

    @Override
    public Phase received(byte[] message) {
        if (inFlight.waitsOnlyNow() && !isCancel(message)) {
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
        boolean waited = inFlight.isWaiting();
        inFlight.abandon();
        Request request;
        try {
            request = Budget.limited(() -> Request.parse(message));
        } catch (Budget.Exceeded e) {
            long number = inFlight.beginUnread();
            var unused = LongWork.of(() -> Request.parse(message))
                    .whenComplete((read, failure) -> link.execute(() -> parsed(number, read, failure, waited)));
            return;
        } catch (PickleException | PyException | OutOfMemoryError e) {
            unread(e);
            return;
        }
        handle(request, waited);
    }

    private void parsed(long number, Request request, @Nullable Throwable failure, boolean waited) {
        if (!inFlight.endUnread(number)) {
            return;
        }
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
            inFlight.begin(request, dispatcher.find(request.ident()));
        } catch (PyException e) {
            unread(e);
        }
    }

    /** The call that waited, if there was one, is answered too: the client counts replies. */
    private void cancelled(boolean waited) {
        unread.end();
        if (waited) {
            if (link instanceof Session session) {
                session.answerEarlier();
            }
            post(new Reply.Raised(PyException.of(Request.CANCELLED), ""));
        }
        post(new Reply.Result(null));
    }

    @Override
    public Phase refused(PyException why) {
        inFlight.abandon();
        post(new Reply.Traceback(Tracebacks.of("serve_client", why)));
        return this;
    }

    /** For short ones. */
    private void post(Reply reply) {
        link.post(dispatcher.encode(reply, reader));
    }

    /** Whether a call waits; a further request would mean that it was given up. */
    boolean isWaiting() {
        return inFlight.isWaiting();
    }

    /** The client does not wait for replies; {@code task} is done each time that a call which waited has been answered. */
    void pipelined(Runnable task) {
        unread.end();
        whenSettled = task;
    }

    @Override
    public void closed() {
        ObjectEntry of = inFlight.giveUp();
        unread.end();
        dispatcher.listening().disconnected(client.id());
        departures.left(client, of);
    }
}
