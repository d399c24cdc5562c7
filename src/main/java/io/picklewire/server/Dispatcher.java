package io.picklewire.server;

import io.picklewire.connection.Peer;
import io.picklewire.connection.ProcessId;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.protocol.Token;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.Repr;
import io.picklewire.shared.Call;
import io.picklewire.shared.Caller;
import io.picklewire.shared.SharedObject;
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

    private final ObjectTable objects;

    Dispatcher(ObjectTable objects) {
        this.objects = objects;
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
        return new Call(request.method(), request.args(), request.kwargs(), caller, this::neighbour);
    }

    private @Nullable SharedObject neighbour(String ident) {
        ExposedObject found = objects.find(ident);
        return found == null ? null : found.object();
    }

    /** Answers a method that the object does not expose: three names have a meaning all the same. */
    Reply fallback(ExposedObject target, Request request, int protocol) {
        boolean noArguments = request.args().isEmpty() && request.kwargs().isEmpty();
        switch (request.method()) {
            case "__str__", "__repr__" -> {
                if (noArguments) {
                    return new Reply.Text(target.object().repr(protocol));
                }
            }
            case "#GETVALUE" -> {
                if (noArguments) {
                    return new Reply.Result(target.object().value());
                }
            }
            default -> {}
        }
        PyException unexposed = PyException.attributeError("method " + Repr.of(request.method()) + " of '"
                + target.typeid() + "' object is not in exposed=" + Repr.of(target.exposed()));
        return new Reply.Traceback(Tracebacks.of("serve_client", unexposed));
    }

    /** Enters a result that is itself to be shared, and names it. */
    Reply share(String typeid, SharedObject object, Peer peer) {
        ExposedObject exposed = objects.add(typeid, object, process(peer));
        return new Reply.Proxied(exposed.exposed(), new Token(typeid, null, exposed.ident()));
    }

    /** The message of a reply; when no pickle can hold its payload, that of a reply which says so. */
    byte[] encode(Reply reply, int protocol) {
        try {
            return reply.encode(protocol);
        } catch (PickleException e) {
            LOG.warn("unserializable result: {}", e.getMessage());
            PyException failure =
                    PyException.of(new PyGlobal("pickle", "PicklingError"), String.valueOf(e.getMessage()));
            return new Reply.Unserializable(Tracebacks.of("send", failure)).encode(protocol);
        }
    }

    static @Nullable ProcessId process(Peer peer) {
        return peer.process().orElse(null);
    }

    static PyException unpicklingError(PickleException failure) {
        return PyException.of(new PyGlobal("pickle", "UnpicklingError"), String.valueOf(failure.getMessage()));
    }

    /** A failure of ours, not of the client: it is logged with its stack trace, and the server goes on. */
    static PyException internalError(Throwable failure) {
        LOG.error("internal error", failure);
        PyException error = PyException.runtimeError("internal error of the manager: " + failure);
        error.initCause(failure);
        return error;
    }
}
