package io.picklewire.server;

import io.picklewire.connection.Peer;
import io.picklewire.pickle.Sealed;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.protocol.Token;
import io.picklewire.python.PyException;
import io.picklewire.python.Repr;
import io.picklewire.python.TypeName;
import io.picklewire.shared.SharedObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client may ask of the server itself. Any thread. Source: CPython's {@code Server.public} and the
 * methods it names; {@code accept_connection} and {@code shutdown} are the connection's own business.
 */
final class ControlFunctions {
    private static final int DESCRIPTION = 75;

    /** One control function, its arguments not yet looked at. */
    private interface Function {
        Reply call(Request request, Peer peer);
    }

    private final Registry registry;
    private final ObjectTable objects;
    private final Map<String, Function> functions = Map.of(
            "create", this::create,
            "incref", this::incref,
            "decref", this::decref,
            "get_methods", this::getMethods,
            "dummy", (request, peer) -> noArguments(request, new Reply.Result(null)),
            "debug_info", (request, peer) -> noArguments(request, debugInfo()),
            "number_of_objects", (request, peer) -> noArguments(request, numberOfObjects()));

    ControlFunctions(Registry registry, ObjectTable objects) {
        this.registry = registry;
        this.objects = objects;
    }

    /** @throws PyException when there is no such function, or it fails */
    Reply call(Request request, Peer peer) {
        Function function = functions.get(request.method());
        if (function == null) {
            throw PyException.assertionError(Repr.of(request.method()) + " unrecognized");
        }
        return function.call(request, peer);
    }

    /** The name that a client gives itself in {@code accept_connection}. */
    String nameOf(Request request) {
        return String.valueOf(one(request, "name"));
    }

    private Reply create(Request request, Peer peer) {
        if (request.args().isEmpty()) {
            throw PyException.typeError("Server.create() missing 1 required positional argument: 'typeid'");
        }
        String typeid = string(request.args().get(0).open(), "typeid");
        List<Sealed> args = request.args().subList(1, request.args().size());
        SharedObject object = registry.create(typeid, args, request.kwargs(), ident -> {
            ExposedObject found = objects.find(ident);
            return found == null ? null : found.object();
        });
        ExposedObject exposed = objects.add(typeid, object, Dispatcher.process(peer));
        return new Reply.Created(exposed.ident(), exposed.exposed());
    }

    private Reply incref(Request request, Peer peer) {
        String ident = string(one(request, "ident"), "ident");
        if (!objects.retain(ident, Dispatcher.process(peer))) {
            throw PyException.keyError(ident);
        }
        return new Reply.Result(null);
    }

    private Reply decref(Request request, Peer peer) {
        String ident = string(one(request, "ident"), "ident");
        return switch (objects.release(ident, Dispatcher.process(peer))) {
            case DONE -> new Reply.Result(null);
            case NO_SUCH_OBJECT -> throw PyException.keyError(ident);
            case NO_REFERENCE -> throw PyException.assertionError("Id " + ident + " has refcount 0, not 1+");
        };
    }

    private Reply getMethods(Request request, Peer peer) {
        Token token = Token.read(one(request, "token"));
        ExposedObject exposed = objects.find(token.ident());
        if (exposed == null) {
            throw PyException.keyError(token.ident());
        }
        return new Reply.Names(exposed.exposed());
    }

    private Reply debugInfo() {
        return new Reply.Text(objects.listing().stream()
                .map(object -> "  " + object.ident() + ":       refcount=" + object.references() + "\n    "
                        + shortened(object.object().repr(0)))
                .collect(Collectors.joining("\n")));
    }

    private static String shortened(String text) {
        return text.length() > DESCRIPTION ? text.substring(0, DESCRIPTION) : text;
    }

    private Reply numberOfObjects() {
        return new Reply.Result(objects.referenced());
    }

    private static Reply noArguments(Request request, Reply reply) {
        if (!request.args().isEmpty() || !request.kwargs().isEmpty()) {
            throw PyException.typeError("Server." + request.method() + "() takes 0 positional arguments but "
                    + (request.args().size() + request.kwargs().size()) + " were given");
        }
        return reply;
    }

    private static @Nullable Object one(Request request, String name) {
        Sealed named = request.kwargs().get(name);
        int given = request.args().size() + request.kwargs().size();
        if (given != 1 || (request.args().isEmpty() && named == null)) {
            throw PyException.typeError(
                    "Server." + request.method() + "() takes one argument, " + name + ", but " + given + " were given");
        }
        return Sealed.open(named != null ? named : request.args().get(0));
    }

    private static String string(@Nullable Object value, String what) {
        String text = Request.text(value);
        if (text == null) {
            throw PyException.typeError(what + " must be a str, not " + TypeName.of(value));
        }
        return text;
    }
}
