package io.picklewire.server;

import io.picklewire.connection.Acceptor;
import io.picklewire.connection.Address;
import io.picklewire.connection.Link;
import io.picklewire.connection.LinkHandler;
import io.picklewire.connection.Listeners;
import io.picklewire.connection.ListenersBuilder;
import io.picklewire.connection.PythonAddress;
import io.picklewire.process.ProcessId;
import io.picklewire.protocol.Reply;
import io.picklewire.session.Opening;
import io.picklewire.shared.Collector;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectTable;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A manager that Python's {@code BaseManager} and {@code SyncManager} clients connect to.
 *
 * <pre>{@code
 * BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
 * try (ManagerServer server = ManagerServer.builder()
 *         .address(Address.of("127.0.0.1", 50000))
 *         .authkey(AuthKey.of("abracadabra"))
 *         .register("get_queue", () -> queue)
 *         .start()) {
 *     System.out.println(queue.take());
 * }
 * }</pre>
 *
 * <p>It serves {@code SyncManager}'s types and what is registered. Any thread.
 * Source: CPython's {@code managers.BaseManager.get_server} and {@code Server.serve_forever}.
 */
public final class ManagerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerServer.class);
    private static final long TIDY_MILLIS = 500;
    private static final long SOON_MILLIS = 20;
    private static final double NEARLY_FULL = 0.8;
    private static final long SHORT_LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** For what has been carried out already to be answered; a call that waits has no more than this either. */
    private static final long LAST_CALLS_MILLIS = 200;

    /** For a client that is slow to count a reference of its own, and whose process is not known. */
    private static final long FRESH_GRACE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final ObjectTable objects;
    private final Collector collector;
    private final IdentSource idents = new IdentSource(new SecureRandom());
    private final EventClock clock;
    private final Clients clients = new Clients();
    private final CallRouter router;
    /** Null where no store is. */
    private final @Nullable JournaledRouter journaled;

    private final Departures departures;
    private final Listening listening;
    private final DeadlockWatch deadlocks;
    private final Segments segments = new Segments();
    private final Sessions sessions;
    private final Registry registry;
    private final Map<String, ControlFunction> functions;
    private final Listeners listeners;
    private final ScheduledExecutorService housekeeping;
    private final Duration linger;
    private final @Nullable WorkerStarter workers;
    private final long began;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param recovery has what was before; null for a server that keeps nothing */
    ManagerServer(Registry registry, ServerSettings settings, ListenersBuilder where, @Nullable Recovery recovery)
            throws BindException {
        this.objects = recovery == null ? new ObjectTable(settings.limits(), settings.log()) : recovery.objects();
        this.clock = new EventClock(recovery == null ? 0 : recovery.lastTime());
        DirectRouter direct = new DirectRouter(objects, clients, this::carryOut);
        this.journaled = recovery == null ? null : recovery.router(direct);
        this.router = journaled == null ? direct : journaled;
        this.collector = new Collector(objects);
        this.listening = new Listening(settings.listener(), clock);
        this.deadlocks = new DeadlockWatch(clients, listening);
        this.departures = new Departures(objects, clients, router, clock, this::lookSoon);
        this.registry = registry;
        this.functions = new HashMap<>(segments.table());
        functions.putAll(
                new ObjectFunctions(registry, new Pools(settings.workers(), settings.pools()), dispatcher(null))
                        .table());
        functions.put(Opening.KEEPS, (request, asker) -> {
            ControlFunction.requireNoArguments(request);
            boolean isBehindRelay = asker.client().isResumable(); // which resumes for it
            return CompletableFuture.completedFuture(new Reply.Result(journaled != null && !isBehindRelay));
        });
        this.linger = settings.linger();
        this.sessions = new Sessions(recovery == null ? idents.next() : recovery.storeId(), FRESH_GRACE_NANOS);
        sessions.begin(this::phases);
        if (recovery != null) {
            sessions.await(
                    objects.resumableClients(),
                    (client, concerned) -> new Resumption(objects, router, clock, client, concerned));
        }
        // Before the first client comes, which may need it.
        this.housekeeping = Executors.newSingleThreadScheduledExecutor(ManagerServer::housekeeper);
        this.listeners = where.open(new Connections());
        if (recovery != null) {
            recovery.report();
        }
        this.began = clock.time();
        this.workers = settings.workers();
        if (workers != null) {
            Dispatcher dispatcher = dispatcher(null);
            workers.begin(listeners.addresses(), settings.key(), ident -> new LocalClient(dispatcher, clients, ident));
        }
        startTidying();
    }

    private LinkHandler phases(Link link, @Nullable Object address) {
        Dispatcher dispatcher = dispatcher(address == null ? PythonAddress.of(link.local()) : address);
        return new ServerConnection(
                new ControlPhase(functions, dispatcher, departures, sessions, this::closeLater, link));
    }

    /** Every connection begins anew. */
    private final class Connections implements Acceptor {
        @Override
        public LinkHandler connected(Link link) {
            return phases(link, PythonAddress.of(link.local()));
        }

        @Override
        public void begins(ScheduledExecutorService loop) {
            if (journaled != null) {
                journaled.begin(loop);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
    private void startTidying() {
        housekeeping.scheduleWithFixedDelay(this::tidy, TIDY_MILLIS, TIDY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A server in the making; without an address it takes a free port of 127.0.0.1. */
    public static ManagerServerBuilder builder() {
        return new ManagerServerBuilder();
    }

    /** What an object wants of another one. */
    private void carryOut(Effect.Call call) {
        LocalClient client = new LocalClient(dispatcher(null), clients, call.ident());
        var unused = client.call(call.method(), call.value()).whenComplete((result, failure) -> {
            client.close();
            if (failure != null) {
                LOG.warn(
                        "{} of object {}, a callback of {}, failed",
                        call.method(),
                        call.ident(),
                        call.client(),
                        failure);
            }
        });
    }

    private Dispatcher dispatcher(@Nullable Object address) {
        return new Dispatcher(objects, idents, clock, router, listening, address);
    }

    private static Thread housekeeper(Runnable task) {
        Thread thread = new Thread(task, "picklewire-housekeeping");
        thread.setDaemon(true);
        return thread;
    }

    /** A process that is killed is gone a moment after its connections, where the machine is busy a moment later still. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
    private void lookSoon() {
        try {
            housekeeping.schedule(departures::look, SOON_MILLIS, TimeUnit.MILLISECONDS);
            housekeeping.schedule(departures::look, 4 * SOON_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is closed; nobody asks for a lock any more");
        }
    }

    private void tidy() {
        try {
            departures.look();
            sessions.look();
            forgetDeadProcesses();
            forgetWhoStaysAway();
            objects.expiredLeases(clock.time()).forEach(this::submit);
            collector.due(clock.time(), linger()).forEach(this::submit);
            if (journaled != null) {
                journaled.look();
            }
            deadlocks.look();
            segments.tidy();
        } catch (RuntimeException e) {
            LOG.error("tidying failed; it is tried again", e);
        }
    }

    private void forgetDeadProcesses() {
        objects.expired(FRESH_GRACE_NANOS, clock.time()).forEach(this::submit);
        Set<ProcessId> dead = objects.processes().stream()
                .filter(process -> !process.isAlive())
                .collect(Collectors.toSet());
        if (!dead.isEmpty()) {
            objects.ended(dead, clock.time()).forEach(this::submit);
        }
    }

    /** Processes of other machines have had time to come back after a restart. */
    private void forgetWhoStaysAway() {
        if (journaled != null && clock.time() - began > FRESH_GRACE_NANOS) {
            journaled.notCalled().forEach(ident -> submit(new Event.UnknownEnded(ident, clock.time())));
            sessions.notBack()
                    .forEach((client, idents) ->
                            idents.forEach(ident -> submit(new Event.Killed(client, ident, clock.time()))));
            objects.forgetAnswers(client -> !sessions.mayAsk(client));
        }
    }

    private void submit(Event event) {
        router.submit(event, Recipient.NOBODY);
    }

    /** Objects that nobody may need give way to what is needed. */
    private long linger() {
        Runtime heap = Runtime.getRuntime();
        boolean isNearlyFull = heap.totalMemory() - heap.freeMemory() > NEARLY_FULL * heap.maxMemory();
        return Math.min(linger.toNanos(), isNearlyFull ? SHORT_LINGER_NANOS : Long.MAX_VALUE);
    }

    /** For who looks into it when nothing is under way. */
    ObjectTable objects() {
        return objects;
    }

    /** How many clients are served now. */
    int clients() {
        return (int) clients.all().stream().filter(client -> !client.isClosed()).count();
    }

    /** Where it listens, with the ports it was given. */
    public List<Address> addresses() {
        return listeners.addresses();
    }

    /** Waits until the server is closed, by {@link #close} or by a client's {@code shutdown}. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    private void closeLater() {
        new Thread(this::close, "picklewire-shutdown").start();
    }

    /**
     * Stops listening and ends every connection. A call of a Java object that runs has 0.2 seconds to be answered, so
     * that its own code, or a thread that it wakes, may close the server. Closing it again does nothing.
     */
    @Override
    public void close() {
        if (workers != null) {
            workers.close();
        }
        listeners.closeAfter(clients.callsEnd().completeOnTimeout(null, LAST_CALLS_MILLIS, TimeUnit.MILLISECONDS));
        housekeeping.shutdownNow();
        segments.unlinkAll();
        registry.close();
        if (journaled != null && !isClosed.getAndSet(true)) {
            journaled.close();
        }
        closed.countDown();
    }
}
