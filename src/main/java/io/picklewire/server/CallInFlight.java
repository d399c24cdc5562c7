package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.protocol.Request;
import io.picklewire.python.Budget;
import io.picklewire.server.Answers.Encoded;
import io.picklewire.shared.Contents;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.OutsideObject;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The call that a client has in flight, from its request to its answer. There is one at a time, and at times none. Runs on the
 * connection's event loop.
 */
final class CallInFlight {
    /** A Python program needs microseconds to send two requests in a row; a user, much longer to press Ctrl-C. */
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Dispatcher dispatcher;
    private final Link link;
    private final ServedClient client;
    private final Answers answers;
    private final Runnable whenSettled;
    /** What the client had asked for before the server was started again. */
    private final @Nullable Resumption before;

    private long lastTicket;
    /** The number of the last call of which it was looked whether it had been carried out before. */
    private long lastLooked;
    /** The number of the call; 0 when there is none. */
    private long ticket;
    /** What is called, once it is known. */
    private Event.@Nullable Called call;

    private @Nullable ObjectEntry target;
    private Link.@Nullable Timer timer;
    private boolean isWaiting;
    /** Whether it is being carried out, or has been; else it has only been taken. */
    private boolean isUnderWay;

    /** Whether the answer is there, and its message waits for something else. */
    private boolean isAnswered;

    private long waitingSince;
    private long readWithWaiting;

    /** @param whenSettled is run each time that a call which waited has been answered */
    CallInFlight(Dispatcher dispatcher, Link link, String name, Runnable whenSettled) {
        this.dispatcher = dispatcher;
        this.link = link;
        this.whenSettled = whenSettled;
        this.client = new ServedClient(name, link, this);
        this.before = client.before();
        this.answers = new Answers(dispatcher, client);
    }

    /** From now on the client is a pool's worker. */
    void toWorker() {
        answers.toWorker();
    }

    /** Whose calls these are. */
    ServedClient client() {
        return client;
    }

    /** Whether a call waits; a further request would mean that it was given up. */
    boolean isWaiting() {
        return isWaiting;
    }

    /** Whether the call has only just begun to wait; a busy machine may take its time between two requests that came together. */
    boolean waitsOnlyNow() {
        return isWaiting && (link.reads() == readWithWaiting || System.nanoTime() - waitingSince < AT_ONCE_NANOS);
    }

    /** Begins a call that is not known yet, as it takes time to read; gives its number. */
    long beginUnread() {
        start(null);
        await();
        return ticket;
    }

    /** Ends what began with that number; false when that has been given up meanwhile. */
    boolean endUnread(long number) {
        if (ticket != number || !link.isAlive()) {
            return false;
        }
        end();
        return true;
    }

    private void start(@Nullable ObjectEntry entry) {
        ticket = link instanceof Session session ? session.number() : ++lastTicket;
        isAnswered = false;
        isUnderWay = true;
        call = null;
        target = entry;
    }

    /** Begins a call, and perhaps answers it at once. */
    void begin(Request request, ObjectEntry entry) {
        start(entry);
        long number = ticket;
        try {
            Contents contents = Contents.hasProxies(request.args(), request.kwargs())
                    ? Budget.limited(() -> dispatcher.contents(request.args(), request.kwargs()))
                    : Contents.NONE;
            resolved(number, request, contents, null);
        } catch (Budget.Exceeded e) {
            var unused = LongWork.of(() -> dispatcher.contents(request.args(), request.kwargs()))
                    .whenComplete(
                            (contents, failure) -> link.execute(() -> resolved(number, request, contents, failure)));
        } catch (RuntimeException | OutOfMemoryError e) {
            resolved(number, request, Contents.NONE, e);
        }
        if (ticket != 0) {
            await();
        }
    }

    /** It is known what the objects contain whose proxies are arguments. */
    private void resolved(long number, Request request, Contents contents, @Nullable Throwable failure) {
        if (number != ticket || target == null) {
            return;
        }
        call = dispatcher.called(client.id(), number, request, target, contents);
        if (before != null) {
            lastLooked = number;
            if (before.covers(number) && isKnown(number, target, before)) {
                return;
            }
        }
        if (failure == null) {
            isUnderWay = dispatcher.carryOut(call, target, client);
        } else {
            receive(Effect.Answer.ofFailure(call, Failures.asPython(failure)));
        }
    }

    /** A client that has come back asks again: what was answered is answered again, and what waits goes on waiting. */
    private boolean isKnown(long number, ObjectEntry entry, Resumption earlier) {
        // In this order: a call that waits no more has been answered before.
        OptionalLong deadline = dispatcher.objects().deadlineOf(entry, client.id(), number);
        if (deadline.isPresent()) {
            if (deadline.getAsLong() != Long.MAX_VALUE) {
                setTimer(new Effect.SetTimer(client.id(), number, entry.ident(), deadline.getAsLong()));
            }
            return true;
        }
        Effect.Answer answer = earlier.answerTo(number);
        if (answer != null) {
            receive(answer);
        }
        return answer != null;
    }

    /** The call is not answered at once. */
    private void await() {
        isWaiting = true;
        waitingSince = System.nanoTime();
        readWithWaiting = link.reads();
        client.waitAt(target == null ? null : target.object());
        if (isUnderWay) {
            goOnWaiting();
        }
    }

    /** It is not answered in this moment either. */
    private void goOnWaiting() {
        if (call != null && target != null && !isAnswered) {
            dispatcher.listening().waits(call, target);
        }
        link.acknowledge();
    }

    /** A call has been carried out; perhaps it waits all the same. */
    void applied(Event event) {
        if (isWaiting && event == call && !isUnderWay) {
            isUnderWay = true;
            goOnWaiting();
        }
    }

    /** Something came of a call. */
    void receive(Effect effect) {
        if (effect instanceof Effect.SetTimer set) {
            setTimer(set);
        } else if (effect instanceof Effect.CancelTimer cancel) {
            if (cancel.ticket() == ticket) {
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
        if (set.ticket() == ticket) {
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

    /** @param message that of the answer, where it has been made */
    private void answered(Effect.Answer answer, @Nullable Encoded message) {
        Event.Called made = call;
        ObjectEntry entry = target;
        boolean mayBeGone = isWaiting && isUnderWay; // one that only had to be written has just asked
        if (answer.ticket() != ticket || made == null || entry == null || (mayBeGone && !link.isAlive())) {
            if (before == null || !before.keeps(answer, lastLooked)) {
                answers.takeBack(answer, message);
            }
            return;
        }
        isAnswered = true;
        if (client.isUnidentified()) {
            // It may end as soon as it has its answer, and then nobody can tell any more which process it was.
            client.process().whenComplete((process, unknown) -> link.execute(() -> answered(answer, message)));
            return;
        }
        try {
            post(
                    answer,
                    made,
                    entry,
                    message != null ? message : Budget.limited(() -> answers.encoded(answer, made, entry)));
        } catch (Budget.Exceeded e) {
            var unused = LongWork.of(() -> answers.encoded(answer, made, entry))
                    .exceptionally(failure -> answers.failed(made, failure))
                    .thenAccept(encoded -> link.execute(() -> answered(answer, encoded)));
        }
    }

    private void post(Effect.Answer answer, Event.Called made, ObjectEntry entry, Encoded message) {
        boolean waited = isWaiting;
        end();
        dispatcher.listening().answered(made, entry, answer.failure());
        message.post(link, () -> answers.gone(answer));
        if (waited) {
            whenSettled.run();
        }
    }

    private void end() {
        ticket = 0;
        isWaiting = false;
        client.waitAt(null);
        stopTimer();
    }

    /** The client has given the call up, if there is one. */
    void abandon() {
        long number = ticket;
        ObjectEntry entry = giveUp();
        if (entry != null && !(entry.object() instanceof OutsideObject)) {
            submit(new Event.Abandoned(client.id(), number, entry.ident(), dispatcher.time()));
        }
    }

    /** The connection has ended. Gives the object at which a call was in flight; null when none was. */
    @Nullable
    ObjectEntry giveUp() {
        if (ticket == 0) {
            return null;
        }
        ObjectEntry entry = target;
        end();
        if (entry != null && call != null) {
            dispatcher.listening().abandoned(call, entry);
        }
        if (entry != null && entry.object() instanceof OutsideObject outside) {
            outside.abandon(client.id());
        }
        return entry;
    }
}
