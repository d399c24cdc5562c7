package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.PickledValue;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyException;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import io.picklewire.shared.ObjectEntry;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.PickleException;

/**
 * The connection of a pool's worker after {@code work}. The worker sends results, and waits for no answer: the queue of its tasks is
 * on its own machine. It sends
 *
 * <pre>
 * ()                                       once, when it is ready for tasks
 * (job, index)                             for a task that its keeper did not get whole; this is answered with the task
 * (job, index, (is_result, value))         a result
 * </pre>
 *
 * <p>Runs on the connection's event loop.
 */
final class WorkerPhase implements Phase {
    private static final List<String> METHODS = List.of("ready", "", "fetch", "bring");

    private final Departures departures;
    private final Dispatcher dispatcher;
    private final Link link;
    private final ObjectEntry pool;
    private final Reader reader;
    private final CallInFlight inFlight;

    WorkerPhase(Dispatcher dispatcher, Departures departures, Link link, ObjectEntry pool, Request request) {
        this.dispatcher = dispatcher;
        this.departures = departures;
        this.link = link;
        this.pool = pool;
        this.reader = request.reader();
        this.inFlight = new CallInFlight(dispatcher, link, "worker", () -> {});
        departures.arrived(inFlight.client());
        dispatcher.listening().connected(inFlight.client().id());
        call("enlist", request.args().subList(1, request.args().size()));
    }

    private void call(String method, List<Sealed> args) {
        inFlight.begin(new Request(pool.ident(), method, args, Map.of(), reader), pool);
    }

    @Override
    public Phase received(byte[] message) {
        try {
            inFlight.toWorker();
            List<Sealed> parts = PickledValue.itemsOf(message);
            call(parts == null ? opened(message) : parts);
        } catch (PickleException | PyException e) {
            Failures.logUnread(inFlight.client(), e);
            link.close();
        }
        return this;
    }

    private void call(List<Sealed> parts) {
        if (parts.size() >= METHODS.size() || parts.size() == 1) {
            throw new PickleException("a worker sent a tuple of " + parts.size() + "; allowed are (), (job, index) and"
                    + " (job, index, result)");
        }
        call(METHODS.get(parts.size()), parts);
    }

    private static List<Sealed> opened(byte[] message) {
        Reader writer = Reply.writer(message);
        if (new Loader().loads(message) instanceof PyTuple tuple) {
            return tuple.asList().stream()
                    .<Sealed>map(part -> PickledValue.of(part, writer))
                    .toList();
        }
        throw new PickleException("a worker sent something that is no tuple");
    }

    @Override
    public Phase refused(PyException why) {
        link.close();
        return this;
    }

    @Override
    public void closed() {
        ObjectEntry of = inFlight.giveUp();
        dispatcher.listening().disconnected(inFlight.client().id());
        departures.left(inFlight.client(), of);
    }
}
