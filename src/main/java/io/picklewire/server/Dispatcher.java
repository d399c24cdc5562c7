package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.protocol.Token;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import io.picklewire.shared.ClientId;
import io.picklewire.shared.Contents;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.ObjectTable;
import io.picklewire.shared.OutsideObject;
import io.picklewire.shared.SharedPool;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a request is for, makes an event of it, and makes the replies that need the object table. Any thread.
 * Source: CPython's {@code Server.serve_client} and its {@code fallback_mapping}.
 */
final class Dispatcher {
    private static final LimitedLog LIMITED = LimitedLog.of(Dispatcher.class);
    private static final String CONTENT = "#GETVALUE";
    private static final Set<String> FALLBACKS = Set.of("__str__", "__repr__", CONTENT);

    private final ObjectTable objects;
    private final IdentSource idents;
    private final EventClock clock;
    private final CallRouter router;
    private final Listening listening;
    private final @Nullable Object address;

    /** {@code address} is where the connection's listener is, as Python writes addresses. */
    Dispatcher(
            ObjectTable objects,
            IdentSource idents,
            EventClock clock,
            CallRouter router,
            Listening listening,
            @Nullable Object address) {
        this.listening = listening;
        this.objects = objects;
        this.idents = idents;
        this.clock = clock;
        this.router = router;
        this.address = address;
    }

    Listening listening() {
        return listening;
    }

    CallRouter router() {
        return router;
    }

    long time() {
        return clock.time();
    }

    String newIdent() {
        return idents.next();
    }

    ObjectTable objects() {
        return objects;
    }

    /** @throws PyException KeyError when there is no such object */
    ObjectEntry find(@Nullable String ident) {
        ObjectEntry found = objects.find(ident);
        if (found == null) {
            throw PyException.keyError(ident);
        }
        return found;
    }

    /** What the objects contain whose proxies are arguments; this may take long. */
    Contents contents(List<Sealed> args, Map<String, Sealed> kwargs) {
        return Contents.of(args, kwargs, objects::findShared);
    }

    /** A request as an event. */
    Event.Called called(ClientId client, long ticket, Request request, ObjectEntry target, Contents contents) {
        String typeid = target.object().methodToTypeid().get(request.method());
        String resultIdent = typeid != null && isShared(typeid, target) ? newIdent() : null;
        return new Event.Called(client, ticket, request, contents, resultIdent, clock.time());
    }

    /** A client that knows an object by a name of its own, not by SyncManager's, need not have registered 'Iterator'. */
    static boolean isShared(String resultTypeid, ObjectEntry target) {
        return !resultTypeid.equals("Iterator")
                || target.typeid().equals("dict")
                || target.object() instanceof SharedPool; // its results are not there yet
    }

    /**
     * Carries a call out, now or later; the client receives the answer. To be called on its event loop.
     *
     * @return whether it is under way, if it has not been carried out already
     */
    boolean carryOut(Event.Called call, ObjectEntry target, ServedClient client) {
        Request request = call.request();
        if (target.exposes(request.method())) {
            if (target.object() instanceof OutsideObject outside) {
                new OutsideCall(this, call, target, outside).begin(client);
            } else {
                return router.submit(call, client);
            }
        } else if (FALLBACKS.contains(request.method())) {
            // A text may be longer than all that is stored, for parts may be shared.
            boolean isLong = !request.method().equals(CONTENT);
            router.read(call, isLong, () -> fallback(target, request), client);
        } else {
            client.receive(Effect.Answer.of(call, unknownMethod(target, request, client)), call);
        }
        return true;
    }

    /** Answers a method that the object does not expose, and that has a meaning all the same. */
    private static Reply fallback(ObjectEntry target, Request request) {
        int given = request.args().size() + request.kwargs().size();
        if (given > 0) {
            return traceback(PyException.typeError(
                    "fallback of " + request.method() + " takes no arguments (" + given + " given)"));
        }
        boolean isContent = request.method().equals(CONTENT);
        try {
            return isContent
                    ? new Reply.Result(target.object().value())
                    : new Reply.Text(target.object().repr(request.reader()));
        } catch (PyException e) {
            String text = Tracebacks.of(request.method(), e);
            return isContent ? new Reply.Unserializable(text) : new Reply.Traceback(text);
        }
    }

    private static Reply unknownMethod(ObjectEntry target, Request request, ServedClient client) {
        LIMITED.info(
                "unknown methods",
                client.id(),
                () -> target.typeid() + " has no method " + LogSanitizer.of(request.method()));
        return traceback(PyException.attributeError("method " + Repr.of(request.method()) + " of '" + target.typeid()
                + "' object is not in exposed=" + Repr.of(target.exposed())));
    }

    private static Reply traceback(PyException raised) {
        return new Reply.Traceback(Tracebacks.of("serve_client", raised));
    }

    /** Names an object that was shared. */
    Reply proxied(ObjectEntry shared) {
        return new Reply.Proxied(shared.exposed(), new Token(shared.typeid(), address, shared.ident()));
    }

    /** The message of a reply; when no pickle can hold its payload, that of a reply which says so. */
    ByteBuffer[] encode(Reply reply, Reader reader) {
        try {
            return reply.encode(reader, objects::contentOf);
        } catch (PickleException e) {
            LIMITED.warn("results", "replies", () -> "unserializable result: " + LogSanitizer.of(e.getMessage()));
            PyException failure =
                    PyException.of(new PyGlobal("pickle", "PicklingError"), String.valueOf(e.getMessage()));
            return new Reply.Unserializable(Tracebacks.of("send", failure)).encode(reader, objects::contentOf);
        }
    }
}
