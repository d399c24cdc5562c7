package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.Index;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import io.picklewire.python.Truth;
import io.picklewire.python.TypeName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool of worker processes: {@code multiprocessing.Pool}. The pool keeps the tasks and their results; workers are clients that
 * take a task with {@code get} and bring its result with {@code put}, as {@code multiprocessing.pool.worker} does. Keepers
 * are clients that start workers and watch them: {@link PoolKeeping}.
 *
 * <p>A client's own pool ends with {@code close} or {@code terminate}. A pool with a name, which all clients share, does not:
 * there {@code terminate} and {@code join} concern the caller's own tasks. Any thread. Source: CPython's {@code pool.Pool}.
 */
public final class SharedPool extends BuiltInObject<SharedPool> {
    private static final PyGlobal PROCESS_ERROR = new PyGlobal("multiprocessing", "ProcessError");
    private static final Map<String, String> SHARED_RESULTS = Map.of(
            "apply_async", "AsyncResult",
            "map_async", "AsyncResult",
            "starmap_async", "AsyncResult",
            "imap", "Iterator",
            "imap_unordered", "Iterator");

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Parameter FUNC = Parameter.required("func");
    private static final Parameter ITERABLE = Parameter.required("iterable");
    private static final Parameter ARGS = Parameter.optional("args", PyTuple.EMPTY);
    private static final Parameter KWDS = Parameter.optional("kwds", null);
    private static final Parameter CHUNKSIZE = Parameter.optional("chunksize", null);
    private static final Parameter ONE = Parameter.optional("chunksize", 1);
    private static final Parameter CALLBACK = Parameter.optional("callback", null);
    private static final Parameter ERROR_CALLBACK = Parameter.optional("error_callback", null);

    /** CPython's, in the order of {@code PoolProxy}; then those of workers and keepers. */
    private static final Methods<SharedPool> METHODS = PoolKeeping.addTo(new Methods<SharedPool>()
            .add("apply", Signature.python("Pool.apply", FUNC, ARGS, KWDS), SharedPool::apply)
            .add(
                    "apply_async",
                    Signature.python("Pool.apply_async", FUNC, ARGS, KWDS, CALLBACK, ERROR_CALLBACK),
                    SharedPool::applyAsync)
            .add("close", Signature.python("Pool.close"), (pool, args) -> pool.close())
            .add("imap", Signature.python("Pool.imap", FUNC, ITERABLE, ONE), (pool, args) -> pool.imap(args, true))
            .add(
                    "imap_unordered",
                    Signature.python("Pool.imap_unordered", FUNC, ITERABLE, ONE),
                    (pool, args) -> pool.imap(args, false))
            .add("join", Signature.python("Pool.join"), SharedPool::join)
            .add(
                    "map",
                    Signature.python("Pool.map", FUNC, ITERABLE, CHUNKSIZE),
                    (pool, args) -> pool.map(args, PoolCalls.Form.CHUNKS))
            .add(
                    "map_async",
                    Signature.python("Pool.map_async", FUNC, ITERABLE, CHUNKSIZE, CALLBACK, ERROR_CALLBACK),
                    (pool, args) -> pool.mapAsync(args, PoolCalls.Form.CHUNKS))
            .add(
                    "starmap",
                    Signature.python("Pool.starmap", FUNC, ITERABLE, CHUNKSIZE),
                    (pool, args) -> pool.map(args, PoolCalls.Form.STAR_CHUNKS))
            .add(
                    "starmap_async",
                    Signature.python("Pool.starmap_async", FUNC, ITERABLE, CHUNKSIZE, CALLBACK, ERROR_CALLBACK),
                    (pool, args) -> pool.mapAsync(args, PoolCalls.Form.STAR_CHUNKS))
            .add("terminate", Signature.python("Pool.terminate"), SharedPool::terminate)
            .add("get", Signature.python("Pool.get"), SharedPool::get)
            .add("put", Signature.python("Pool.put", Parameter.required("result")), SharedPool::put));

    /** As the {@code state} in CPython's {@code repr}. */
    private enum State {
        RUN,
        CLOSE,
        TERMINATE
    }

    private final PoolSettings settings;
    private State state = State.RUN;
    /** Why the pool has failed; null as long as it has not. */
    private @Nullable PoolOutcome broken;

    private final PoolJobs jobs = new PoolJobs(stored());
    private final PoolWorkers workers = new PoolWorkers();
    private final PoolKeeping keeping = new PoolKeeping(this, jobs, workers);
    /** Those who wait for the end of the pool, or of what they have asked for. */
    private final Set<Waiter> joiners = new LinkedHashSet<>();

    private SharedPool(PoolSettings settings) {
        this.settings = settings;
        stored().retain(settings.initializer());
        stored().retain(settings.initargs());
    }

    /**
     * A pool that all clients share: its workers come from wherever they come.
     *
     * @param retries how often a task is given to another worker whose worker has died
     * @throws IllegalArgumentException for a negative number
     */
    public static SharedPool shared(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("a pool's retries must be 0 or more, not " + retries);
        }
        return new SharedPool(PoolSettings.shared(retries));
    }

    /** A client's own pool: {@code Pool(processes, initializer, initargs, maxtasksperchild)}. */
    static SharedPool of(Arguments args) {
        return new SharedPool(PoolSettings.of(args));
    }

    private @Nullable Object apply(Arguments args) {
        checkRunning();
        return await(args, PoolRequests.one(args));
    }

    private SharedResult applyAsync(Arguments args) {
        return result(args, () -> PoolRequests.one(args));
    }

    private @Nullable Object map(Arguments args, PoolCalls.Form form) {
        checkRunning();
        return await(args, PoolRequests.mapped(args, form, processes()));
    }

    private SharedResult mapAsync(Arguments args, PoolCalls.Form form) {
        return result(args, () -> PoolRequests.mapped(args, form, processes()));
    }

    private SharedResult result(Arguments args, Supplier<PoolCalls> wanted) {
        PoolResult.Callbacks callbacks = PoolRequests.callbacks(args);
        checkRunning();
        PoolCalls calls = wanted.get();
        return new SharedResult(this, submit(args, calls, new PoolResult(guard(), calls, callbacks)));
    }

    PoolKeeping keeping() {
        return keeping;
    }

    PoolSettings settings() {
        return settings;
    }

    private int processes() {
        return settings.processes() == null ? workers.size() : settings.processes();
    }

    private SharedResults imap(Arguments args, boolean isOrdered) {
        checkRunning();
        PoolCalls calls = PoolRequests.iterated(args);
        return new SharedResults(this, submit(args, calls, new PoolResults(guard(), isOrdered, calls)));
    }

    private void checkRunning() {
        if (broken != null) {
            throw broken.exception();
        }
        if (state != State.RUN) {
            throw PyException.valueError("Pool not running");
        }
    }

    private @Nullable Object await(Arguments args, PoolCalls calls) {
        PoolResult result = new PoolResult(guard(), calls, PoolResult.Callbacks.none(args));
        if (result.isReady()) {
            return result.value();
        }
        Waiter waiter = Waiter.of(args.call());
        result.addGetter(waiter);
        Object waiting = await(waiter, args, Timeout.FOREVER);
        submit(args, calls, result);
        return waiting;
    }

    private PoolJobs.Job submit(Arguments args, PoolCalls calls, PoolSink sink) {
        PoolJobs.Job job = jobs.add(args.client(), calls, sink);
        feed();
        return job;
    }

    /** Gives tasks to the workers that wait for one, and to the keepers. */
    void feed() {
        for (PoolWorker worker = workers.idle(); worker != null; worker = workers.idle()) {
            PoolJobs.Task task = jobs.next();
            if (task == null) {
                break;
            }
            Waiter waiter = worker.takeGetter();
            if (waiter != null) {
                settle(waiter, begin(worker, task, waiter.reader()));
            }
        }
        keeping.tellKeepers();
        settleEnd();
    }

    private static Delivery begin(PoolWorker worker, PoolJobs.Task task, Reader reader) {
        worker.begin(task);
        return new Delivery.Item(task.forWorker(reader), 1);
    }

    /** A worker wants a task; None says that there will be no more. */
    private @Nullable Object get(Arguments args) {
        PoolWorker worker = workers.of(args.client());
        if (worker == null) {
            hold(args.client());
            worker = workers.add(args.client(), PoolWorkers.NOBODY, 0, "worker " + args.client(), args.reader());
        }
        worker.setBegun();
        PoolJobs.Task unfinished = worker.end();
        if (unfinished != null) {
            fail(unfinished, worker + " gave no result");
        }
        PoolJobs.Task task = jobs.next();
        if (task != null) {
            return begin(worker, task, args.reader());
        }
        if (hasEnded()) {
            return null;
        }
        Waiter waiter = Waiter.of(args.call());
        workers.requeue(worker);
        worker.await(waiter);
        return await(waiter, args, Timeout.FOREVER);
    }

    /** A task did not reach its worker. */
    @Override
    void undelivered(ClientId client, Delivery delivery) {
        PoolWorker worker = workers.of(client);
        PoolJobs.Task task = worker == null ? null : worker.end();
        if (task != null) {
            jobs.putBack(task, task.tries());
            feed();
        }
    }

    /** A worker brings {@code (job, index, (is_result, value))}. */
    private @Nullable Object put(Arguments args) {
        List<Sealed> result = parts(args.stored(0), 3);
        if (result == null) {
            throw PyException.valueError(
                    "a worker's result must be (job, index, (is_result, value)), not " + TypeName.of(args.value(0)));
        }
        PoolWorker worker = workers.of(args.client());
        PoolJobs.Task task = worker == null ? null : worker.task();
        if (worker != null && task != null && task.is(number(result.get(0)), number(result.get(1)))) {
            worker.end();
            done(task, result.get(2));
        }
        return null;
    }

    private static long number(Sealed sealed) {
        return Index.of(sealed.open()).longValue();
    }

    /** A task has this result. What nobody waits for any more is dropped. */
    void done(PoolJobs.Task task, Sealed result) {
        jobs.done(task, outcome(result));
        feed();
    }

    private static PoolOutcome outcome(Sealed result) {
        List<Sealed> outcome = parts(result, 2);
        return outcome == null
                ? PoolOutcome.of(PyException.valueError(
                        "a task's result must be (is_result, value), not " + TypeName.of(result.open())))
                : new PoolOutcome(Truth.of(outcome.get(0).open()), outcome.get(1));
    }

    private static @Nullable List<Sealed> parts(@Nullable Object value, int count) {
        List<Sealed> items = value instanceof Sealed sealed ? sealed.items() : null;
        if (items == null && value instanceof Sealed sealed && sealed.open() instanceof PyTuple tuple) {
            items = tuple.asList().stream().map(sealed::part).toList();
        }
        return items != null && items.size() == count ? items : null;
    }

    void gone(PoolWorker worker, String how) {
        workers.remove(worker);
        letGo(worker.client());
        PoolJobs.Task task = worker.end();
        if (task != null) {
            fail(task, worker + " " + how);
        }
        feed();
    }

    void fail(PoolJobs.Task task, String why) {
        if (task.tries() < settings.retries()) {
            jobs.putBack(task, task.tries() + 1);
        } else {
            jobs.done(task, PoolOutcome.of(PyException.of(PROCESS_ERROR, why + " while it ran " + task)));
        }
    }

    /** The client's connection has ended. */
    @Override
    void release(ClientId client) {
        PoolWorker worker = workers.of(client);
        String keeper = workers.keeperOf(client);
        letGo(client);
        if (worker != null && workers.disconnected(worker)) {
            gone(worker, "closed its connection");
        } else if (worker != null) {
            keeping.tellKeepers();
        }
        if (keeper != null) {
            keeping.left(keeper);
        }
    }

    private @Nullable Object close() {
        if (!settings.isShared() && state == State.RUN) {
            state = State.CLOSE;
            settleEnd();
        }
        return null;
    }

    private @Nullable Object terminate(Arguments args) {
        PoolOutcome terminated = PoolOutcome.of(PyException.of(PROCESS_ERROR, "the pool was terminated"));
        if (settings.isShared()) {
            jobs.failAll(args.client(), terminated);
            workers.forget(jobs::isOver);
            feed();
            return null;
        }
        stop(terminated);
        return awaitEnd(args);
    }

    /** No worker can be started: the pool has failed, unless it has a name, and may have workers from elsewhere. */
    void cannotStart(String why) {
        if (!settings.isShared()) {
            broken = PoolOutcome.of(PyException.of(PROCESS_ERROR, why));
            stop(broken);
        }
    }

    private void stop(PoolOutcome why) {
        state = State.TERMINATE;
        jobs.failAll(null, why);
        workers.forget(jobs::isOver);
        settleEnd();
    }

    private @Nullable Object join(Arguments args) {
        if (!settings.isShared() && state == State.RUN) {
            throw PyException.valueError("Pool is still running");
        }
        return awaitEnd(args);
    }

    private @Nullable Object awaitEnd(Arguments args) {
        if (isOver(args.client())) {
            return null;
        }
        Waiter waiter = Waiter.of(args.call());
        joiners.add(waiter);
        return await(waiter, args, Timeout.FOREVER);
    }

    private boolean isOver(ClientId client) {
        return settings.isShared() ? !jobs.hasOf(client) : hasEnded() && !workers.hasKeepers();
    }

    /** Whether there will be no more tasks. */
    boolean hasEnded() {
        return state != State.RUN && jobs.isEmpty();
    }

    /** What keepers are told: the pool runs as long as there may be tasks. */
    String stateOfTasks() {
        return (hasEnded() ? state : State.RUN).name();
    }

    /** Lets go who waits for an end that has come. */
    private void settleEnd() {
        if (hasEnded()) {
            for (PoolWorker worker : workers.all()) {
                Waiter waiter = worker.takeGetter();
                if (waiter != null) {
                    settle(waiter, null);
                }
            }
            keeping.tellKeepers();
        }
        for (Waiter joiner : List.copyOf(joiners)) {
            if (isOver(joiner.client())) {
                joiners.remove(joiner);
                settle(joiner, null);
            }
        }
    }

    /** Nobody refers to the pool any more. One that has a name goes on when it is asked for again. */
    @Override
    void gone() {
        if (!settings.isShared()) {
            stop(PoolOutcome.of(PyException.of(PROCESS_ERROR, "the pool is gone: no client refers to it")));
        }
        super.gone();
    }

    @Override
    void forget(Waiter waiter) {
        joiners.remove(waiter);
        workers.forget(waiter);
        jobs.forget(waiter);
    }

    /** The pool with that ident; of one that is gone, one in its place that has no jobs. */
    static SharedPool found(String ident, ObjectLookup objects) {
        return objects.find(ident) instanceof SharedPool pool ? pool : shared(0);
    }

    /** The workers of a client's pool may be wanted elsewhere. */
    @Override
    public long longestLinger() {
        return settings.isShared() ? super.longestLinger() : LINGER_NANOS;
    }

    /** What a result of this pool waits for; null when that is done. */
    @Nullable
    PoolSink sink(long job) {
        PoolJobs.Job found = jobs.find(job);
        return found == null ? null : found.sink();
    }

    @Override
    public Map<String, String> methodToTypeid() {
        return SHARED_RESULTS;
    }

    @Override
    public Object value() {
        throw PyException.builtin("NotImplementedError", "pool objects cannot be passed between processes or pickled");
    }

    @Override
    public ObjectStatus status() {
        return read(() -> new ObjectStatus(
                List.of(
                        new ObjectStatus.Fact("state", state.name()),
                        new ObjectStatus.Fact("workers", workers.size()),
                        new ObjectStatus.Fact("jobs", jobs.size()),
                        new ObjectStatus.Fact("tasks waiting", jobs.waiting())),
                null,
                List.of(
                        Waiter.told("workers without a task", workers.getters()),
                        Waiter.told("waiting for results", jobs.callers()),
                        Waiter.told("joining", joiners))));
    }

    @Override
    void save(StateWriter out) {
        settings.save(out);
        out.text(state.name()).optional(broken, why -> why.save(out));
        jobs.save(out);
        workers.save(out);
        out.each(joiners, out::waiter);
    }

    static SharedPool read(StateReader in) {
        SharedPool pool = new SharedPool(PoolSettings.read(in));
        pool.state = State.valueOf(in.text());
        pool.broken = in.optional(() -> PoolOutcome.read(in));
        pool.jobs.restore(pool.guard(), in);
        pool.workers.restore(pool.guard(), pool.jobs, in);
        pool.restore(in, pool.joiners);
        return pool;
    }

    @Override
    Methods<SharedPool> methods() {
        return METHODS;
    }

    @Override
    SharedPool self() {
        return this;
    }

    @Override
    String repr(boolean isPython2) {
        return isPython2
                ? identity("multiprocessing.pool.Pool object") + ">"
                : "<multiprocessing.pool.Pool state=" + read(() -> state) + " pool_size=" + read(this::processes) + ">";
    }
}
