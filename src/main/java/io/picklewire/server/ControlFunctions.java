package io.picklewire.server;

import io.picklewire.connection.Peer;
import io.picklewire.connection.ProcessId;
import io.picklewire.pickle.Sealed;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.protocol.Token;
import io.picklewire.python.PyException;
import io.picklewire.python.Repr;
import io.picklewire.python.TypeName;
import io.picklewire.shared.SharedObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client may ask of the server itself. Any thread. Source: CPython's {@code Server.public} and the
 * methods it names; {@code accept_connection} and {@code shutdown} are the connection's own business.
 */
final class ControlFunctions {
    private static final int DESCRIPTION = 75;
    /** What CPython's managers have no function to tell. */
    private static final String IMPLEMENTATION = "Picklewire";

    /** One control function, its arguments not yet looked at. */
    private interface Function {
        CompletionStage<Reply> call(Request request, Asker asker);
    }

    /**
     * Who asks.
     *
     * @param peer the other end
     * @param ifLost takes what is to be done if the reply does not arrive
     */
    record Asker(Peer peer, Consumer<Runnable> ifLost) {}

    private final Registry registry;
    private final ObjectTable objects;
    private final Map<String, Function> functions = Map.of(
            "implementation",
            (request, asker) -> noArguments(request, () -> new Reply.Result(IMPLEMENTATION)),
            "create",
            this::create,
            "incref",
            this::incref,
            "decref",
            this::decref,
            "get_methods",
            this::getMethods,
            "dummy",
            (request, asker) -> noArguments(request, () -> new Reply.Result(null)),
            "debug_info",
            (request, asker) -> elsewhere(request, this::debugInfo),
            "number_of_objects",
            (request, asker) -> noArguments(request, this::numberOfObjects));

    ControlFunctions(Registry registry, ObjectTable objects) {
        this.registry = registry;
        this.objects = objects;
    }

    /** @throws PyException when there is no such function, or it fails */
    CompletionStage<Reply> call(Request request, Asker asker) {
        Function function = functions.get(request.method());
        if (function == null) {
            throw PyException.assertionError(Repr.of(request.method()) + " unrecognized");
        }
        return function.call(request, asker);
    }

    /** A request as the log has it: {@code create of 'Queue'}. */
    String describe(Request request) {
        String typeid = request.method().equals("create") && !request.args().isEmpty()
                ? Request.text(request.args().get(0).open())
                : null;
        return typeid == null ? request.method() : request.method() + " of '" + typeid + "'";
    }

    /** The name that a client gives itself in {@code accept_connection}. */
    String nameOf(Request request) {
        return String.valueOf(one(request, "name"));
    }

    private CompletionStage<Reply> create(Request request, Asker asker) {
        if (request.args().isEmpty()) {
            throw PyException.typeError("Server.create() missing 1 required positional argument: 'typeid'");
        }
        String typeid = string(request.args().get(0).open(), "typeid");
        return registry.create(typeid, request, objects::findShared)
                .thenCombine(asker.peer().findProcess(), (object, process) -> {
                    ExposedObject exposed = objects.add(typeid, object, process.orElse(null), System.nanoTime());
                    ifLost(process, asker, () -> objects.unretainFresh(exposed.ident()));
                    return new Reply.Created(exposed.ident(), exposed.exposed());
                });
    }

    /** Answered once the process is known: clients close on the reply, and then nobody can tell any more. */
    private CompletionStage<Reply> incref(Request request, Asker asker) {
        String ident = string(one(request, "ident"), "ident");
        return asker.peer().findProcess().thenApply(process -> {
            if (!objects.retain(ident, process.orElse(null))) {
                throw PyException.keyError(ident);
            }
            ifLost(process, asker, () -> objects.unretain(ident));
            return new Reply.Result(null);
        });
    }

    /** A process that cannot be found may just have been killed; then nobody else would drop its reference. */
    private static void ifLost(Optional<ProcessId> process, Asker asker, Runnable undo) {
        if (process.isEmpty()) {
            asker.ifLost().accept(undo);
        }
    }

    private CompletionStage<Reply> decref(Request request, Asker asker) {
        String ident = string(one(request, "ident"), "ident");
        CompletionStage<Optional<ProcessId>> process = objects.isContested(ident)
                ? asker.peer().findProcess()
                : CompletableFuture.completedFuture(Optional.empty());
        return process.thenApply(found -> switch (objects.release(ident, found.orElse(null))) {
            case DONE -> new Reply.Result(null);
            case NO_SUCH_OBJECT -> throw PyException.keyError(ident);
            case NO_REFERENCE -> throw PyException.assertionError("Id " + ident + " has refcount 0, not 1+");
        });
    }

    private CompletionStage<Reply> getMethods(Request request, Asker asker) {
        Token token = Token.read(one(request, "token"));
        ExposedObject exposed = objects.find(token.ident());
        if (exposed == null) {
            throw PyException.keyError(token.ident());
        }
        return now(new Reply.Names(exposed.exposed()));
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private Reply debugInfo() {
        return new Reply.Text(objects.listing().stream()
                .map(object -> "  " + object.ident() + ":       refcount=" + object.references() + "\n    "
                        + description(object.object()) + status(object.object()))
                .collect(Collectors.joining("\n")));
    }

    private static String description(SharedObject object) {
        String text;
        try {
            text = object.glimpse();
        } catch (PyException e) {
            text = "<" + e.getMessage() + ">"; // an object too large to show is no reason to show none
        }
        return text.length() > DESCRIPTION ? text.substring(0, DESCRIPTION) : text;
    }

    /** What CPython does not tell: owners, waiters, and how much a queue holds. */
    private static String status(SharedObject object) {
        String status = object.status();
        return status.isEmpty() ? "" : "\n    " + status;
    }

    private Reply numberOfObjects() {
        return new Reply.Result(objects.referenced());
    }

    /** What takes as long as there are objects is not done on the event loop. */
    private static CompletionStage<Reply> elsewhere(Request request, Supplier<Reply> reply) {
        noArguments(request, () -> new Reply.Result(null));
        return LongWork.of(reply);
    }

    private static CompletionStage<Reply> noArguments(Request request, Supplier<Reply> reply) {
        if (!request.args().isEmpty() || !request.kwargs().isEmpty()) {
            throw PyException.typeError("Server." + request.method() + "() takes 0 positional arguments but "
                    + (request.args().size() + request.kwargs().size()) + " were given");
        }
        return now(reply.get());
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
