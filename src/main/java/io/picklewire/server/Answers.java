package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.connection.Link;
import io.picklewire.pickle.Reader;
import io.picklewire.pickle.SealedException;
import io.picklewire.protocol.Reply;
import io.picklewire.python.PyException;
import io.picklewire.shared.Delivery;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.OutsideObject;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What one client is answered: results and failures as replies, and replies as messages. Any thread. */
final class Answers {
    private static final LimitedLog LOG = LimitedLog.of(Answers.class);

    private static final Encoded NOTHING = new Encoded(new ByteBuffer[0], null);

    private final Dispatcher dispatcher;
    private final Recipient client;
    private boolean isWorker;

    Answers(Dispatcher dispatcher, Recipient client) {
        this.dispatcher = dispatcher;
        this.client = client;
    }

    /** From now on the client is a pool's worker, which receives nothing but the tasks that it fetches. */
    void toWorker() {
        isWorker = true;
    }

    /**
     * The message of an answer.
     *
     * @param parts one after the other
     * @param takeBack what is to be done if it does not arrive, if anything is
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Encoded(ByteBuffer[] parts, @Nullable Runnable takeBack) {
        /** @param whenGone is run when it has left, if it hands anything over */
        void post(Link link, Runnable whenGone) {
            if (parts.length == 0) {
                return;
            }
            if (takeBack == null) {
                link.post(parts);
            } else {
                link.post(parts, whenGone, takeBack);
            }
        }
    }

    /** An answer has left. */
    void gone(Effect.Answer answer) {
        if (answer.value() instanceof Delivery.Item item) {
            dispatcher.router().delivered(answer.client(), answer.ident(), item.taking(), dispatcher.time());
        }
    }

    /**
     * The message of an answer. Where there is too little memory, that of one which says so; then what was to be handed
     * over comes back.
     *
     * @throws io.picklewire.python.Budget.Exceeded when that takes too long here
     */
    Encoded encoded(Effect.Answer answer, Event.Called call, ObjectEntry target) {
        Reader reader = call.request().reader();
        Runnable takeBack = takeBack(answer);
        if (isWorker && !call.request().method().equals("fetch")) {
            return NOTHING;
        }
        try {
            return new Encoded(dispatcher.encode(reply(answer, call, target), reader), takeBack);
        } catch (OutOfMemoryError e) {
            LOG.failure("there was too little memory for a reply", client, e);
            if (takeBack != null) {
                takeBack.run();
            }
            return encoded(new Reply.Raised(Failures.outOfMemory(e), ""), reader);
        }
    }

    /** The message of a failure that is not the object's own. */
    Encoded failed(Event.Called call, Throwable failure) {
        return encoded(
                new Reply.Raised(Failures.asPython(failure), ""), call.request().reader());
    }

    /** The message of a reply that hands nothing over. */
    private Encoded encoded(Reply reply, Reader reader) {
        return new Encoded(dispatcher.encode(reply, reader), null);
    }

    private Reply reply(Effect.Answer answer, Event.Called call, ObjectEntry target) {
        if (isWorker) {
            return new Reply.Bare(Delivery.valueOf(answer.value()));
        }
        if (answer.failure() != null) {
            return raised(answer.failure(), call, target);
        }
        Object value = answer.value();
        if (value instanceof Reply reply) {
            return reply;
        }
        if (value instanceof ObjectEntry shared) {
            return dispatcher.proxied(shared);
        }
        return new Reply.Result(
                value instanceof OutsideObject.Redeliverable lent ? lent.value() : Delivery.valueOf(value));
    }

    /** What is news to the application is logged. */
    private Reply raised(PyException raised, Event.Called call, ObjectEntry target) {
        String method = call.request().method();
        if (raised.getCause() != null) {
            LOG.failure(target.typeid() + "." + LogSanitizer.of(method) + " failed", client, raised.getCause());
        }
        if (raised instanceof SealedException foreign) {
            return new Reply.RaisedSealed(foreign.sealed());
        }
        String where = target.typeid() + "." + method + " of object " + target.ident();
        return new Reply.Raised(raised, Tracebacks.of(where, raised));
    }

    /** Nobody waits for an answer any more: what it hands over comes back. */
    void takeBack(Effect.Answer answer, @Nullable Encoded message) {
        // What a message does not hand over has come back already.
        Runnable takeBack = message == null ? takeBack(answer) : message.takeBack();
        if (takeBack != null) {
            takeBack.run();
        }
    }

    /** What is to be done if an answer does not arrive; null when that is nothing. */
    private @Nullable Runnable takeBack(Effect.Answer answer) {
        if (answer.value() instanceof OutsideObject.Redeliverable lent) {
            return lent.takeBack();
        }
        return answer.value() instanceof Delivery delivery
                ? () -> dispatcher
                        .router()
                        .submit(
                                new Event.Undelivered(answer.client(), answer.ident(), delivery, dispatcher.time()),
                                Recipient.NOBODY)
                : null;
    }
}
