package io.picklewire.shared;

import io.picklewire.pickle.Dumper;
import io.picklewire.python.PyTuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pool does for its keepers and for the workers that they have started: it hands tasks to the keepers in advance, and learns
 * from them how workers end. Guarded as the pool is.
 */
final class PoolKeeping {
    /** A pickled task that is larger goes to a worker on its own connection. */
    private static final int LARGE = 480;

    /** What a keeper is told that has left. */
    private static final String LEFT = "LEFT";

    private static final Parameter KEEPER = Parameter.required("keeper");
    private static final Parameter JOB = Parameter.required("job");
    private static final Parameter INDEX = Parameter.required("index");
    private static final Parameter PID = Parameter.required("pid");

    private final SharedPool pool;
    private final PoolJobs jobs;
    private final PoolWorkers workers;

    PoolKeeping(SharedPool pool, PoolJobs jobs, PoolWorkers workers) {
        this.pool = pool;
        this.jobs = jobs;
        this.workers = workers;
    }

    /** The methods for workers and keepers; proxies do not have them. */
    static Methods<SharedPool> addTo(Methods<SharedPool> methods) {
        return methods.add(
                        "bring",
                        Signature.python("Pool.bring", JOB, INDEX, Parameter.required("result")),
                        (pool, args) -> pool.keeping().bring(args))
                .add("fetch", Signature.python("Pool.fetch", JOB, INDEX), (pool, args) -> pool.keeping()
                        .fetch(args))
                .add("outstanding", Signature.python("Pool.outstanding", KEEPER), (pool, args) -> pool.keeping()
                        .outstanding(args))
                .add(
                        "enlist",
                        Signature.python("Pool.enlist", KEEPER, PID, Parameter.required("host")),
                        (pool, args) -> pool.keeping().enlist(args))
                .add("ready", Signature.python("Pool.ready"), (pool, args) -> pool.keeping()
                        .ready(args))
                .add("keep", Signature.python("Pool.keep", KEEPER), (pool, args) -> pool.keeping()
                        .keep(args))
                .add(
                        "ended",
                        Signature.python("Pool.ended", KEEPER, PID, Parameter.required("how"), JOB, INDEX),
                        (pool, args) -> pool.keeping().ended(args))
                .add("give_back", Signature.python("Pool.give_back", KEEPER, JOB, INDEX), (pool, args) -> pool.keeping()
                        .giveBack(args))
                .add(
                        "leave",
                        Signature.python("Pool.leave", KEEPER, Parameter.optional("why", null)),
                        (pool, args) -> pool.keeping().leave(args));
    }

    /** A worker tells who it is, and learns how to begin: {@code (initializer, initargs, maxtasks)}. */
    private Object enlist(Arguments args) {
        String host = args.attribute(2);
        long pid = args.index(1);
        pool.hold(args.client());
        workers.add(args.client(), args.attribute(0), pid, "worker " + pid + " on " + host, args.reader());
        return PyTuple.of(
                pool.settings().initializer(),
                pool.settings().initargs(),
                pool.settings().maxtasks());
    }

    /** A worker of a keeper is ready for tasks: its initializer has done its work. */
    private @Nullable Object ready(Arguments args) {
        PoolWorker worker = workers.of(args.client());
        if (worker != null) {
            worker.setBegun();
            pool.feed();
        }
        return null;
    }

    /** The worker of a keeper brings a result. */
    private @Nullable Object bring(Arguments args) {
        PoolKeeper keeper = keeperOf(args);
        PoolJobs.Task task = keeper == null ? null : keeper.remove(args.index(0), args.index(1));
        if (task != null) {
            pool.done(task, args.sealed(2));
        }
        return null;
    }

    private @Nullable PoolKeeper keeperOf(Arguments args) {
        PoolWorker worker = workers.of(args.client());
        return worker == null ? null : workers.keeperOf(worker);
    }

    /** The worker of a keeper wants a task that was too large for the way the others go. */
    private @Nullable Object fetch(Arguments args) {
        PoolKeeper keeper = keeperOf(args);
        PoolJobs.Task task = keeper == null ? null : keeper.find(args.index(0), args.index(1));
        return task == null ? null : task.forWorker(args.reader());
    }

    /** The tasks that a keeper has: {@code [(job, index), …]}. */
    private Object outstanding(Arguments args) {
        PoolKeeper keeper = workers.keeper(args.attribute(0));
        List<@Nullable Object> tasks = new ArrayList<>();
        if (keeper != null) {
            keeper.tasks().forEach(task -> tasks.add(PyTuple.of(task.job().number(), task.index())));
        }
        return tasks;
    }

    /**
     * A keeper waits for news: {@code (state, pids of workers whose connections have ended, tasks to be handed out, jobs of
     * which no tasks are to be handed out any more)}.
     */
    private Object keep(Arguments args) {
        PoolKeeper keeper = workers.keeper(args.attribute(0), args.client());
        pool.hold(args.client());
        Waiter waiter = Waiter.of(args.call());
        keeper.await(waiter);
        Object waiting = pool.await(waiter, args, Timeout.FOREVER);
        tellKeepers();
        return waiting;
    }

    void tellKeepers() {
        String now = pool.stateOfTasks();
        workers.tell(now, jobs::next, news -> {
            List<@Nullable Object> tasks = new ArrayList<>();
            news.tasks().forEach(task -> tasks.add(forKeeper(task, news.dumper())));
            pool.settle(news.waiter(), PyTuple.of(now, news.lost(), tasks, news.over()));
        });
    }

    /** {@code (job, index, pickled task)}; None in its place when it is large, for the worker to {@code fetch}. */
    private static PyTuple forKeeper(PoolJobs.Task task, Dumper dumper) {
        byte[] pickled = task.isSmall(LARGE) ? dumper.dumps(task.forWorker(dumper)) : null;
        boolean fits = pickled != null && pickled.length <= LARGE;
        return PyTuple.of(task.job().number(), task.index(), fits ? pickled : null);
    }

    /**
     * A keeper tells how the process of a worker ended, and which task that had begun last. It learns whether the worker had
     * ever been ready for a task, and whether that task was not done yet.
     */
    private Object ended(Arguments args) {
        String name = args.attribute(0);
        PoolWorker worker = workers.find(name, args.index(1));
        String who = worker == null ? "worker " + args.index(1) : worker.toString();
        boolean hadBegun = worker != null && worker.setBegun();
        if (worker != null) {
            workers.remove(worker);
            pool.letGo(worker.client());
        }
        PoolKeeper keeper = workers.keeper(name);
        PoolJobs.Task task = keeper == null ? null : keeper.remove(args.index(3), args.index(4));
        if (task != null) {
            pool.fail(task, who + " " + args.attribute(2));
        }
        pool.feed();
        return PyTuple.of(hadBegun, task != null);
    }

    /** A keeper gives a task back that none of its workers has begun. */
    private @Nullable Object giveBack(Arguments args) {
        PoolKeeper keeper = workers.keeper(args.attribute(0));
        PoolJobs.Task task = keeper == null ? null : keeper.remove(args.index(1), args.index(2));
        if (task != null) {
            jobs.putBack(task, task.tries());
            pool.feed();
        }
        return null;
    }

    /** A keeper goes, and has no workers any more. If it tells why, no worker can be started, and the pool has failed. */
    private @Nullable Object leave(Arguments args) {
        left(args.attribute(0));
        pool.letGo(args.client());
        if (args.value(1) != null) {
            pool.cannotStart(args.attribute(1));
        }
        return null;
    }

    void left(String name) {
        PoolKeeper keeper = workers.keeper(name);
        Waiter waiter = keeper == null ? null : keeper.takeWaiter();
        if (waiter != null) {
            pool.settle(waiter, PyTuple.of(LEFT, List.of(), List.of(), List.of()));
        }
        workers.removeKeeper(name).forEach(worker -> pool.gone(worker, "ended with the program that started it"));
        if (keeper != null) {
            keeper.tasks().forEach(task -> pool.fail(task, "the program that starts the workers ended"));
        }
        pool.feed();
    }
}
