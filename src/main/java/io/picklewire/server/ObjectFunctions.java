package io.picklewire.server;

import io.picklewire.process.ProcessId;
import io.picklewire.protocol.ObjectDescription;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.protocol.Token;
import io.picklewire.protocol.Typeid;
import io.picklewire.python.PyException;
import io.picklewire.python.Sealed;
import io.picklewire.server.ControlFunction.Asker;
import io.picklewire.shared.Contents;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.SharedObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The control functions that make objects, count references to them and list them. Any thread. */
final class ObjectFunctions {
    private static final int DESCRIPTION = 75;
    /** What CPython's managers have no function to tell. */
    private static final String IMPLEMENTATION = "Picklewire";

    private final Registry registry;
    private final Pools pools;
    private final Dispatcher dispatcher;

    ObjectFunctions(Registry registry, Pools pools, Dispatcher dispatcher) {
        this.pools = pools;
        this.registry = registry;
        this.dispatcher = dispatcher;
    }

    /** The functions by their names. */
    Map<String, ControlFunction> table() {
        return Map.of(
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
                (request, asker) -> described(request, ObjectFunctions::debugInfo),
                ObjectDescription.FUNCTION,
                (request, asker) -> described(request, ObjectDescription::list),
                Request.POOLS,
                (request, asker) -> noArguments(request, () -> new Reply.Result(List.copyOf(pools.names()))),
                "number_of_objects",
                (request, asker) -> noArguments(
                        request, () -> new Reply.Result(dispatcher.objects().referenced())));
    }

    private CompletionStage<Reply> create(Request request, Asker asker) {
        if (request.args().isEmpty()) {
            throw PyException.typeError("Server.create() missing 1 required positional argument: 'typeid'");
        }
        String typeid = ControlFunction.text(request.args().get(0).open(), "typeid");
        List<Sealed> args = request.args().subList(1, request.args().size());
        Optional<String> type = registry.builtIn(typeid);
        CompletionStage<SharedObject> own = type.isPresent()
                ? null
                : registry.create(
                        new Request(null, typeid, args, request.kwargs(), request.reader()),
                        dispatcher.objects()::findShared);
        Contents contents = own == null ? dispatcher.contents(args, request.kwargs()) : Contents.NONE;
        return asker.peer().findProcess().thenCompose(process -> {
            Event.Names names = new Event.Names(dispatcher.newIdent(), typeid, type.orElse(""), process.orElse(null));
            Event.Created created = new Event.Created(
                    asker.client(), asker.ticket(), names, args, request.kwargs(), contents, dispatcher.time());
            CompletionStage<@Nullable Object> made = own == null
                    ? isPool(names) ? pools.create(created, process, this::ask) : ask(created)
                    : own.thenCompose(object ->
                            ask(new Event.Entered(asker.client(), asker.ticket(), names, object, dispatcher.time())));
            return made.thenApply(value -> {
                ObjectEntry entry = (ObjectEntry) value;
                ifLost(process, asker, new Event.Unretained(entry.ident(), true, dispatcher.time()));
                return new Reply.Created(entry.ident(), entry.exposed());
            });
        });
    }

    private static boolean isPool(Event.Names names) {
        return names.type().equals(Typeid.POOL.python());
    }

    /** What an event is answered. */
    private CompletionStage<@Nullable Object> ask(Event.Asked event) {
        CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();
        Effect.Answer before = dispatcher.objects().answerTo(event.client(), event.ticket());
        if (before != null) {
            return before.failure() == null
                    ? CompletableFuture.completedFuture(before.value())
                    : CompletableFuture.failedFuture(before.failure());
        }
        dispatcher.router().submit(event, (effect, cause) -> {
            if (effect instanceof Effect.Answer answer && answer.failure() != null) {
                outcome.completeExceptionally(answer.failure());
            } else if (effect instanceof Effect.Answer answer) {
                outcome.complete(answer.value());
            }
        });
        return outcome;
    }

    /** Answered once the process is known: clients close on the reply, and then nobody can tell any more. */
    private CompletionStage<Reply> incref(Request request, Asker asker) {
        String ident = ControlFunction.text(ControlFunction.one(request, "ident"), "ident");
        return asker.peer().findProcess().thenCompose(process -> ask(new Event.Retained(
                        asker.client(), asker.ticket(), ident, process.orElse(null), dispatcher.time()))
                .thenApply(none -> {
                    ifLost(process, asker, new Event.Unretained(ident, false, dispatcher.time()));
                    return new Reply.Result(null);
                }));
    }

    /** A process that cannot be found may just have been killed; then nobody else would drop its reference. */
    private void ifLost(Optional<ProcessId> process, Asker asker, Event undo) {
        if (process.isEmpty()) {
            asker.ifLost().accept(() -> dispatcher.router().submit(undo, Recipient.NOBODY));
        }
    }

    private CompletionStage<Reply> decref(Request request, Asker asker) {
        String ident = ControlFunction.text(ControlFunction.one(request, "ident"), "ident");
        CompletionStage<Optional<ProcessId>> process = dispatcher.objects().isContested(ident)
                ? asker.peer().findProcess()
                : CompletableFuture.completedFuture(Optional.empty());
        return process.thenCompose(found -> ask(new Event.Released(
                        asker.client(), asker.ticket(), ident, found.orElse(null), dispatcher.time())))
                .thenApply(Reply.Result::new);
    }

    private CompletionStage<Reply> getMethods(Request request, Asker asker) {
        Token token = Token.read(ControlFunction.one(request, "token"));
        return now(new Reply.Names(dispatcher.find(token.ident()).exposed()));
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    /** What takes as long as there are objects is not done on the event loop. */
    private CompletionStage<Reply> described(Request request, Function<List<ObjectDescription>, Reply> reply) {
        ControlFunction.requireNoArguments(request);
        return LongWork.of(() -> reply.apply(
                dispatcher.objects().listing().stream().map(this::described).toList()));
    }

    private static Reply debugInfo(List<ObjectDescription> objects) {
        return new Reply.Text(objects.stream().map(ObjectDescription::toString).collect(Collectors.joining("\n")));
    }

    private ObjectDescription described(ObjectEntry entry) {
        SharedObject object = entry.object();
        int references = dispatcher.objects().references(entry);
        return new ObjectDescription(entry.ident(), references, shown(object), object.status());
    }

    private static String shown(SharedObject object) {
        String text;
        try {
            text = object.glimpse();
        } catch (PyException e) {
            text = "<" + e.getMessage() + ">"; // an object too large to show is no reason to show none
        }
        return text.length() > DESCRIPTION ? text.substring(0, DESCRIPTION) : text;
    }

    private static CompletionStage<Reply> noArguments(Request request, Supplier<Reply> reply) {
        ControlFunction.requireNoArguments(request);
        return now(reply.get());
    }
}
