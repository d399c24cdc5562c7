package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.connection.Link;
import io.picklewire.protocol.Reply;
import io.picklewire.python.PyException;
import io.picklewire.shared.Handover;
import io.picklewire.shared.SharedIterator;
import io.picklewire.shared.SharedObject;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What one client is answered: results and failures as replies, and replies as messages. Any thread. */
final class Answers {
    private static final LimitedLog LOG = LimitedLog.of(Answers.class);

    private final Dispatcher dispatcher;
    private final ConnectionCaller caller;

    Answers(Dispatcher dispatcher, ConnectionCaller caller) {
        this.dispatcher = dispatcher;
        this.caller = caller;
    }

    /**
     * An answer on its way.
     *
     * @param reply what it says
     * @param handover what comes back when it does not arrive, if anything does
     */
    record Answer(Reply reply, @Nullable Handover handover) {
        static Answer of(Reply reply) {
            return new Answer(reply, null);
        }
    }

    /** The message of an answer, and what comes back when it does not arrive, if anything does. */
    static final class Encoded {
        private final ByteBuffer[] message;
        private final @Nullable Handover handover;

        private Encoded(ByteBuffer[] message, @Nullable Handover handover) {
            this.message = message;
            this.handover = handover;
        }

        void post(Link link) {
            if (handover == null) {
                link.post(message);
            } else {
                link.post(message, handover.takeBack());
            }
        }
    }

    /** The answer to a call that returned something; not to be asked for twice, since it may be shared thereby. */
    Answer to(@Nullable Object result, ExposedObject target, String method) {
        if (result instanceof Reply reply) {
            return Answer.of(reply);
        }
        if (result instanceof Handover handover) {
            return new Answer(new Reply.Result(handover.value()), handover);
        }
        if (result == target.object()) {
            return Answer.of(dispatcher.share(target.typeid(), target.object()));
        }
        if (result instanceof SharedIterator iterator && !target.typeid().equals("dict")) {
            // Who knows an object by a name of its own, not SyncManager's, need not have registered 'Iterator'.
            return Answer.of(new Reply.Result(iterator.whole()));
        }
        String typeid = target.object().methodToTypeid().get(method);
        return Answer.of(
                result instanceof SharedObject shared && typeid != null
                        ? dispatcher.share(typeid, shared)
                        : new Reply.Result(result));
    }

    /** The answer to a call that failed; what is news to the application is logged. */
    Answer to(Throwable failure, ExposedObject target, String method) {
        PyException raised = raised(Dispatcher.cause(failure), target, method);
        String where = target.typeid() + "." + method + " of object " + target.ident();
        return Answer.of(new Reply.Raised(raised, Tracebacks.of(where, raised)));
    }

    private PyException raised(Throwable failure, ExposedObject target, String method) {
        Throwable told = failure instanceof PyException raised ? raised.getCause() : null;
        if (failure instanceof OutOfMemoryError) {
            told = failure;
        }
        if (told != null) {
            LOG.failure(target.typeid() + "." + LogText.of(method) + " failed", caller, told);
        }
        return Dispatcher.asPython(failure);
    }

    /**
     * The message of an answer. Where there is too little memory, that of one which says so; then what was to be handed
     * over comes back.
     *
     * @throws io.picklewire.python.Budget.Exceeded when that takes too long here
     */
    Encoded encoded(Answer answer) {
        try {
            return new Encoded(dispatcher.encode(answer.reply(), caller.protocol()), answer.handover());
        } catch (OutOfMemoryError e) {
            LOG.failure("there was too little memory for a reply", caller, e);
            takeBack(answer);
            Reply failed = new Reply.Raised(Dispatcher.outOfMemory(e), "");
            return new Encoded(dispatcher.encode(failed, caller.protocol()), null);
        }
    }

    /** What did not arrive comes back. */
    static void takeBack(@Nullable Object result) {
        Object lost = result instanceof Answer answer
                ? answer.handover()
                : result instanceof Encoded encoded ? encoded.handover : result;
        if (lost instanceof Handover handover) {
            handover.takeBack().run();
        }
    }
}
