package io.picklewire.server;

import io.picklewire.pickle.PickledValue;
import io.picklewire.process.ProcessId;
import io.picklewire.python.Index;
import io.picklewire.python.PyException;
import io.picklewire.python.Sealed;
import io.picklewire.shared.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the pools that clients ask for, and has their workers started. Any thread. */
final class Pools {
    private static final String PROCESSES = "processes";

    private final @Nullable WorkerStarter starter;
    private final List<String> names;

    /**
     * Pools of a server.
     *
     * @param starter null where the server starts no workers
     * @param names those of the pools that clients share
     */
    Pools(@Nullable WorkerStarter starter, List<String> names) {
        this.starter = starter;
        this.names = names;
    }

    /** The names of the pools that clients share. */
    List<String> names() {
        return names;
    }

    /**
     * Makes a pool. How many processes it has is settled before, as that depends on more than the shared objects.
     *
     * @param ask has the event applied
     * @throws PyException when there are no workers for it
     */
    CompletionStage<@Nullable Object> create(
            Event.Created event,
            Optional<ProcessId> client,
            Function<Event.Asked, CompletionStage<@Nullable Object>> ask) {
        if (starter == null) {
            throw PyException.runtimeError(
                    "Pool: this server starts no worker processes, since they run code of its clients;"
                            + " start it with --workers NUMBER to allow so many (in Java: ManagerServerBuilder.workers)");
        }
        Object wanted = processes(event);
        if (wanted != null && !(wanted instanceof Integer number && number > 0)) {
            return ask.apply(event); // which is refused
        }
        OptionalInt count = wanted instanceof Integer number ? OptionalInt.of(number) : OptionalInt.empty();
        return starter.take(count, client).thenCompose(places -> create(event, places, ask));
    }

    private static CompletionStage<@Nullable Object> create(
            Event.Created event,
            WorkerStarter.Places places,
            Function<Event.Asked, CompletionStage<@Nullable Object>> ask) {
        return ask.apply(with(event, places.count())).whenComplete((made, failure) -> {
            if (failure == null) {
                places.start(event.ident());
            } else {
                places.giveBack();
            }
        });
    }

    private static @Nullable Object processes(Event.Created event) {
        Sealed given = event.args().isEmpty()
                ? event.kwargs().get(PROCESSES)
                : event.args().get(0);
        Object value = Sealed.open(given);
        return Index.isIndex(value) && Index.of(value).bitLength() < Integer.SIZE
                ? (Object) Index.of(value).intValue()
                : value;
    }

    private static Event.Created with(Event.Created event, int processes) {
        List<Sealed> args = new ArrayList<>(event.args());
        Map<String, Sealed> kwargs = new HashMap<>(event.kwargs());
        if (args.isEmpty()) {
            kwargs.put(PROCESSES, PickledValue.of(processes));
        } else {
            args.set(0, PickledValue.of(processes));
        }
        return new Event.Created(
                event.client(), event.ticket(), event.names(), args, kwargs, event.contents(), event.time());
    }
}
