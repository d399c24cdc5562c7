package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.protocol.Token;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.Repr;
import io.picklewire.shared.Call;
import io.picklewire.shared.Caller;
import io.picklewire.shared.SharedObject;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletionException;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a request is for, and makes the replies that need the object table. Any thread.
 * Source: CPython's {@code Server.serve_client} and its {@code fallback_mapping}.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final LimitedLog LIMITED = LimitedLog.of(Dispatcher.class);

    private static final Set<String> FALLBACKS = Set.of("__str__", "__repr__", "#GETVALUE");

    private final ObjectTable objects;
    private final @Nullable Object address;

    /** {@code address} is where the connection's listener is, as Python writes addresses. */
    Dispatcher(ObjectTable objects, @Nullable Object address) {
        this.objects = objects;
        this.address = address;
    }

    /** @throws PyException KeyError when there is no such object */
    ExposedObject find(@Nullable String ident) {
        ExposedObject found = objects.find(ident);
        if (found == null) {
            throw PyException.keyError(ident);
        }
        return found;
    }

    Call call(Request request, Caller caller) {
        return new Call(request.method(), request.args(), request.kwargs(), caller, objects::findShared);
    }

    /** Answers a method that the object does not expose: three names have a meaning all the same. */
    Reply fallback(ExposedObject target, Request request, Caller caller) {
        int given = request.args().size() + request.kwargs().size();
        boolean known = FALLBACKS.contains(request.method());
        if (known && given > 0) {
            return new Reply.Traceback(Tracebacks.of(
                    "serve_client",
                    PyException.typeError(
                            "fallback of " + request.method() + " takes no arguments (" + given + " given)")));
        }
        if (!known) {
            LIMITED.info(
                    "unknown methods",
                    caller,
                    () -> target.typeid() + " has no method " + LogText.of(request.method()));
            return new Reply.Traceback(Tracebacks.of(
                    "serve_client",
                    PyException.attributeError("method "
                            + Repr.of(request.method()) + " of '" + target.typeid() + "' object is not in exposed="
                            + Repr.of(target.exposed()))));
        }
        try {
            return request.method().equals("#GETVALUE")
                    ? new Reply.Result(target.object().value())
                    : new Reply.Text(target.object().repr(caller.protocol()));
        } catch (PyException e) {
            String text = Tracebacks.of(request.method(), e);
            return request.method().equals("#GETVALUE") ? new Reply.Unserializable(text) : new Reply.Traceback(text);
        }
    }

    /** Enters a result that is itself to be shared, and names it. */
    Reply share(String typeid, SharedObject object) {
        ExposedObject exposed = objects.add(typeid, object, null, System.nanoTime());
        return new Reply.Proxied(exposed.exposed(), new Token(typeid, address, exposed.ident()));
    }

    /** Answers a request that could not be read: as an error of the call where only its arguments were wrong. */
    static Reply unreadable(PickleException failure) {
        if (failure.getCause() instanceof PyException raised) {
            return new Reply.Raised(raised, Tracebacks.of("serve_client", raised));
        }
        return new Reply.Traceback(Tracebacks.of("serve_client", asPython(failure)));
    }

    /** The message of a reply; when no pickle can hold its payload, that of a reply which says so. */
    ByteBuffer[] encode(Reply reply, int protocol) {
        try {
            return reply.encode(protocol, objects::contentOf);
        } catch (PickleException e) {
            LIMITED.warn("results", "replies", () -> "unserializable result: " + LogText.of(e.getMessage()));
            PyException failure =
                    PyException.of(new PyGlobal("pickle", "PicklingError"), String.valueOf(e.getMessage()));
            return new Reply.Unserializable(Tracebacks.of("send", failure)).encode(protocol, objects::contentOf);
        }
    }

    /** A failure of ours, not of the client: it is logged with its stack trace, and the server goes on. */
    private static PyException internalError(Throwable failure) {
        if (failure instanceof OutOfMemoryError memory) {
            return outOfMemory(memory);
        }
        LOG.error("internal error", failure);
        PyException error = PyException.runtimeError("internal error of the manager: " + failure);
        error.initCause(failure);
        return error;
    }

    /** What the heap cannot hold is the request's failure, not the server's. */
    static PyException outOfMemory(OutOfMemoryError failure) {
        return PyException.memoryError("the manager has too little memory: " + failure.getMessage());
    }

    /** What something failed with, a stage perhaps, as the exception to send. */
    static PyException asPython(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof PickleException unreadable) {
            return PyException.of(new PyGlobal("pickle", "UnpicklingError"), String.valueOf(unreadable.getMessage()));
        }
        return cause instanceof PyException python ? python : internalError(cause);
    }

    /** What a stage failed with, without its wrapping. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Tells the log of a request that could not be read. */
    static void logUnread(Object client, Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            LIMITED.failure("there was too little memory for a request", client, failure);
        } else {
            String what = failure instanceof PickleException ? "unreadable request" : "malformed request";
            LIMITED.warn(what, client, () -> what + ": " + LogText.of(failure.getMessage()));
        }
    }
}
