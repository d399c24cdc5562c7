package io.picklewire.pool;

import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.ManagerException;
import io.picklewire.client.Proxy;
import io.picklewire.client.RemoteException;
import io.picklewire.python.PyTuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the workers of one pool and watches them: one that ends gives way to a new one, and the pool is told how it ended. It
 * is a client of the pool's manager as any other, so the pool may be anywhere. Any thread.
 */
final class WorkerKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerKeeper.class);
    /** When so many workers in a row end before they have asked for a task, none will. */
    private static final int MOST_FAILURES = 3;

    private static final long TERM_MILLIS = 1000;
    private static final long LOST_MILLIS = 300;

    private final Manager manager;
    private final Proxy pool;
    private final AuthKey key;
    private final PythonProgram program;
    private final int count;
    private final String name = UUID.randomUUID().toString();
    private final Map<Long, WorkerProcess> workers = new ConcurrentHashMap<>();
    /** Starts workers, and tells the pool of those that ended; one after the other. */
    private final ExecutorService work;

    private int started;
    private int failures;
    private @Nullable String failure;
    private volatile boolean isStopping;

    WorkerKeeper(Manager manager, Proxy pool, AuthKey key, PythonProgram program, int count) {
        this.manager = manager;
        this.pool = pool;
        this.key = key;
        this.program = program;
        this.count = count;
        this.work = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "picklewire-keeper-" + pool.ident());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Keeps the workers until the pool ends, its manager does, {@link #end} is called, or no worker can be started. There are none
     * left then.
     *
     * @return why no worker can be started; null when it ended in another way
     */
    @Nullable
    String run() {
        boolean isGentle = false;
        try {
            work.execute(this::startAll);
            News news = news();
            for (; news.state().equals("RUN"); news = news()) {
                news.lost().forEach(this::lost);
            }
            isGentle = news.state().equals("CLOSE");
        } catch (ManagerException | RemoteException gone) {
            LOG.debug("the pool {} is gone", pool, gone);
        }
        boolean waits = isGentle;
        return CompletableFuture.supplyAsync(() -> stop(null, waits), work).join();
    }

    /**
     * What the pool tells.
     *
     * @param state of the pool; RUN as long as there may be tasks
     * @param lost pids of workers whose connections have ended
     */
    private record News(String state, List<Long> lost) {}

    private News news() {
        PyTuple news = (PyTuple) Objects.requireNonNull(pool.callForPython("keep", name));
        List<Long> lost = new ArrayList<>();
        ((Collection<?>) Objects.requireNonNull(news.get(1))).forEach(pid -> lost.add(((Number) pid).longValue()));
        return new News(String.valueOf(news.get(0)), lost);
    }

    private void startAll() {
        for (int i = 0; i < count && !isStopping; i++) {
            startOne();
        }
    }

    private void startOne() {
        try {
            byte[] source = new WorkerSource(manager.address(), key, pool.ident(), name, ++started).of(program);
            WorkerProcess worker = WorkerProcess.start(program, source);
            workers.put(worker.pid(), worker);
            var unused = worker.ended().thenRun(() -> hasEnded(worker));
        } catch (IOException e) {
            var unused = stop("no worker can be started: " + e.getMessage(), false);
        }
    }

    private void hasEnded(WorkerProcess worker) {
        try {
            work.execute(() -> report(worker));
        } catch (RejectedExecutionException e) {
            LOG.debug("worker {} has ended with its keeper", worker.pid());
        }
    }

    private void report(WorkerProcess worker) {
        workers.remove(worker.pid(), worker);
        if (isStopping) {
            return;
        }
        try {
            boolean hadBegun = Boolean.TRUE.equals(pool.call("ended", name, worker.pid(), worker.how()));
            failures = hadBegun ? 0 : failures + 1;
        } catch (ManagerException | RemoteException gone) {
            LOG.debug("the pool is gone; nobody is told of worker {}", worker.pid(), gone);
        }
        if (failures == MOST_FAILURES) {
            var unused = stop(
                    "the workers end before they take a task, the last three did: worker " + worker.pid() + " "
                            + worker.how() + "\n" + worker.lastWords(),
                    false);
        } else {
            startOne();
        }
    }

    /** Its connection has ended, so it can be of no use any more. */
    private void lost(long pid) {
        WorkerProcess worker = workers.get(pid);
        if (worker != null) {
            worker.killAfter(LOST_MILLIS);
        }
    }

    /** Whether that process is a worker of its own. */
    boolean hasStarted(long pid) {
        return workers.containsKey(pid);
    }

    /** Ends the workers; {@link #run} returns when they have ended. */
    void end() {
        isStopping = true;
        try {
            work.execute(() -> {
                var unused = stop(null, false);
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the keeper of {} has ended already", pool);
        }
    }

    /**
     * Ends the workers, or waits until they end, and leaves the pool. Gives why no worker can be started; runs where they are
     * started, and once.
     */
    private @Nullable String stop(@Nullable String why, boolean isGentle) {
        isStopping = true;
        if (work.isShutdown()) {
            return failure;
        }
        failure = why;
        List<WorkerProcess> last = List.copyOf(workers.values());
        if (!isGentle) {
            last.forEach(worker -> worker.terminate(TERM_MILLIS));
        }
        last.forEach(worker -> worker.ended().join());
        try {
            pool.call("leave", name, why);
        } catch (ManagerException | RemoteException gone) {
            LOG.debug("the pool {} is gone; it is not told that its keeper leaves", pool, gone);
        }
        work.shutdown();
        return why;
    }
}
