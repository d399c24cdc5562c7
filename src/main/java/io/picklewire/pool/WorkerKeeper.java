package io.picklewire.pool;

import io.picklewire.python.PyTuple;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the workers of one pool and watches them: one that ends gives way to a new one, and the pool is told how it ended. It takes
 * tasks from the pool and puts them into a {@link TaskPipe}; their results go from the workers to the pool. It is a client of
 * the pool's manager, which may be anywhere. Any thread.
 */
final class WorkerKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerKeeper.class);
    /** When so many workers in a row end before they are ready for a task, none will be. */
    private static final int MOST_FAILURES = 3;

    private static final long TERM_MILLIS = 1000;
    private static final long FULL_MILLIS = 20;
    /** A worker and its connection end together, or nearly so. */
    private static final long TOGETHER_MILLIS = 300;

    private final PoolLine news;
    private final PoolLine reports;
    private final TaskPipe pipe;
    private final WorkerSource source;
    private final PythonProgram program;
    private final int count;
    private final Map<Long, WorkerProcess> workers = new ConcurrentHashMap<>();
    /** Starts workers, and tells the pool of those that ended; one after the other. */
    private final ExecutorService work;

    private final CompletableFuture<@Nullable String> ended = new CompletableFuture<>();
    private int started;
    private int failures;
    private volatile boolean isStopping;

    /**
     * @param news a line that waits for what the pool tells
     * @param reports another one
     * @param source what workers are given to run, of which each has a number of its own
     */
    WorkerKeeper(
            PoolLine news, PoolLine reports, TaskPipe pipe, WorkerSource source, PythonProgram program, int count) {
        this.news = news;
        this.reports = reports;
        this.pipe = pipe;
        this.source = source;
        this.program = program;
        this.count = count;
        this.work = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "picklewire-keeper-" + source.ident());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A name for a keeper that no other one has. */
    static String newName() {
        return UUID.randomUUID().toString();
    }

    /**
     * Keeps the workers until the pool ends, its manager does, {@link #end} is called, or no worker can be started. Then there are none
     * left.
     *
     * @return completes with why no worker can be started; with null when it ended in another way
     */
    CompletableFuture<@Nullable String> start() {
        work.execute(() -> {
            listen();
            for (int i = 0; i < count && !isStopping; i++) {
                startOne();
            }
        });
        return ended;
    }

    private void listen() {
        var unused = news.call("keep", source.keeper()).whenComplete((told, failure) -> {
            if (failure == null) {
                heard((PyTuple) Objects.requireNonNull(told));
            } else {
                LOG.debug("the pool {} is gone", source.ident(), failure);
                later(() -> stop(null, false));
            }
        });
    }

    private void heard(PyTuple told) {
        String state = String.valueOf(told.get(0));
        list(told.get(3)).forEach(job -> pipe.drop(((Number) job).longValue()));
        handOut(list(told.get(2)).stream().map(PyTuple.class::cast).toList());
        list(told.get(1)).forEach(pid -> later(() -> lost(((Number) pid).longValue())));
        if (state.equals("RUN")) {
            listen();
        } else {
            later(() -> stop(null, state.equals("CLOSE")));
        }
    }

    /** Where the pipe is full it is tried again: workers may be busy with tasks that nobody waits for any more. */
    private void handOut(List<PyTuple> tasks) {
        try {
            if (!pipe.write(tasks)) {
                later(FULL_MILLIS, () -> handOut(List.of()));
            }
        } catch (IOException e) {
            LOG.debug("the pipe of pool {} is closed", source.ident(), e);
        }
    }

    private static Collection<?> list(@Nullable Object value) {
        return (Collection<?>) Objects.requireNonNull(value);
    }

    private void later(Runnable task) {
        try {
            work.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the keeper of {} has ended already", source.ident());
        }
    }

    private void later(long millis, Runnable task) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> later(task));
    }

    private void startOne() {
        int number = ++started;
        try {
            WorkerProcess worker = WorkerProcess.start(number, program, source.of(program, number, pipe.folder()));
            workers.put(worker.pid(), worker);
            var unused = worker.ended().thenRun(() -> later(() -> hasEnded(worker)));
        } catch (IOException e) {
            stop("no worker can be started: " + e.getMessage(), false);
        }
    }

    /** What it has sent may be on its way to the pool; when its connection has ended, all of it has arrived. */
    private void hasEnded(WorkerProcess worker) {
        if (worker.isLost()) {
            report(worker);
        } else {
            later(TOGETHER_MILLIS, () -> report(worker));
        }
    }

    /** Its connection has ended, so it can be of no use any more. */
    private void lost(long pid) {
        WorkerProcess worker = workers.get(pid);
        if (worker != null) {
            worker.setLost();
            if (worker.ended().isDone()) {
                report(worker);
            } else {
                worker.killAfter(TOGETHER_MILLIS);
            }
        }
    }

    private void report(WorkerProcess worker) {
        if (isStopping || !workers.remove(worker.pid(), worker)) {
            return;
        }
        PyTuple answer = tell(worker, begun(worker));
        boolean hadBegun = answer != null && Boolean.TRUE.equals(answer.get(0));
        boolean hadTask = answer != null && Boolean.TRUE.equals(answer.get(1));
        if (hadBegun && !hadTask && !worker.isDone()) {
            later(TOGETHER_MILLIS, () -> search(worker, Set.of()));
        }
        failures = hadBegun ? 0 : failures + 1;
        if (failures == MOST_FAILURES) {
            stop(
                    "the workers end before they are ready, the last three did: worker " + worker.pid() + " "
                            + worker.how() + "\n" + worker.lastWords(),
                    false);
        } else {
            startOne();
        }
    }

    private TaskPipe.Begun begun(WorkerProcess worker) {
        try {
            TaskPipe.Begun begun = pipe.begun(worker.number());
            pipe.forget(worker.number());
            return begun;
        } catch (IOException e) {
            LOG.warn("it cannot be read what worker {} did", worker.pid(), e);
            return TaskPipe.Begun.NONE;
        }
    }

    /** Gives whether the worker had ever been ready, and whether it had that task; null when the pool is gone. */
    private @Nullable PyTuple tell(WorkerProcess worker, TaskPipe.Begun begun) {
        return (PyTuple) ask("ended", source.keeper(), worker.pid(), worker.how(), begun.job(), begun.index());
    }

    private @Nullable Object ask(String method, @Nullable Object... args) {
        return reports.call(method, args)
                .exceptionally(gone -> {
                    LOG.debug("the pool {} is gone", source.ident(), gone);
                    return null;
                })
                .toCompletableFuture()
                .join();
    }

    /**
     * A worker that was killed as it took a task has not told which, and has not begun it. It is one that is neither in the pipe nor with
     * another worker, and still is not a moment later. The pool gets it back.
     */
    private void search(WorkerProcess worker, Set<TaskPipe.Begun> before) {
        if (isStopping) {
            return;
        }
        try {
            Set<TaskPipe.Begun> missing = new HashSet<>();
            if (pipe.isEmpty() && ask("outstanding", source.keeper()) instanceof Collection<?> tasks) {
                tasks.forEach(task -> missing.add(begun((PyTuple) task)));
                for (WorkerProcess each : workers.values()) {
                    missing.remove(pipe.begun(each.number()));
                }
            }
            missing.stream().filter(before::contains).forEach(this::giveBack);
            boolean mayBeMore = !pipe.isEmpty() || (before.isEmpty() && !missing.isEmpty());
            if (mayBeMore) {
                later(TOGETHER_MILLIS, () -> search(worker, missing));
            }
        } catch (IOException e) {
            LOG.warn("it cannot be found out which task worker {} has taken", worker.pid(), e);
        }
    }

    private void giveBack(TaskPipe.Begun task) {
        ask("give_back", source.keeper(), task.job(), task.index());
    }

    private static TaskPipe.Begun begun(PyTuple task) {
        return new TaskPipe.Begun(number(task.get(0)), number(task.get(1)));
    }

    private static long number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).longValue();
    }

    /** Whether that process is a worker of its own. */
    boolean hasStarted(long pid) {
        return workers.containsKey(pid);
    }

    /** Ends the workers. */
    void end() {
        isStopping = true;
        later(() -> stop(null, false));
    }

    /** Ends the workers, or waits until they end, and leaves the pool. */
    private void stop(@Nullable String why, boolean isGentle) {
        isStopping = true;
        if (work.isShutdown()) {
            return;
        }
        work.shutdown();
        quietly(pipe::end);
        List<WorkerProcess> last = List.copyOf(workers.values());
        if (!isGentle) {
            last.forEach(worker -> worker.terminate(TERM_MILLIS));
        }
        last.forEach(worker -> worker.ended().join());
        quietly(pipe::close);
        ask("leave", source.keeper(), why);
        news.close();
        reports.close();
        ended.complete(why);
    }

    private interface Closing {
        void run() throws IOException;
    }

    private void quietly(Closing closing) {
        try {
            closing.run();
        } catch (IOException e) {
            LOG.warn("the pipe of pool {} cannot be removed", source.ident(), e);
        }
    }
}
