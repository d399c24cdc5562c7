package io.picklewire.shared;

import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Reader;
import io.picklewire.python.PyTuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a pool that are not done, and their tasks that no worker has, in the order of coming. Guarded as the pool is.
 */
final class PoolJobs {
    private final StoredReferences references;
    private final Map<Long, Job> jobs = new LinkedHashMap<>();
    /** The jobs that have tasks which nobody has begun. */
    private final Deque<Job> pending = new ArrayDeque<>();
    /** Tasks that were begun, and are to be begun again. */
    private final Deque<Task> again = new ArrayDeque<>();

    private long last;

    /** @param references counts what the arguments refer to */
    PoolJobs(StoredReferences references) {
        this.references = references;
    }

    /** What one call of {@code apply}, {@code map} and so on asked for. */
    static final class Job {
        private final long number;
        private final ClientId owner;
        private final PoolCalls calls;
        private final PoolSink sink;
        /** The index of its first task that nobody has begun. */
        private int next;

        private int left;

        private Job(long number, ClientId owner, PoolCalls calls, PoolSink sink) {
            this.number = number;
            this.owner = owner;
            this.calls = calls;
            this.sink = sink;
            this.left = calls.tasks();
        }

        long number() {
            return number;
        }

        PoolSink sink() {
            return sink;
        }
    }

    /**
     * One task, which one worker carries out.
     *
     * @param tries how often it has been begun before
     */
    record Task(Job job, int index, int tries) {
        PyTuple forWorker(Reader worker) {
            return forWorker(new Dumper(worker, null));
        }

        /** By a dumper that writes for the worker. */
        PyTuple forWorker(Dumper dumper) {
            return job.calls.task(job.number, index, dumper);
        }

        /** Whether it may be no larger than so many bytes; it is larger if not. */
        boolean isSmall(int bytes) {
            return !job.calls.isChunked() || job.calls.chunk() < bytes;
        }

        boolean is(long number, long ofIndex) {
            return job.number == number && index == ofIndex;
        }

        @Override
        public String toString() {
            return "task " + index + " of job " + job.number + ", " + job.calls.name();
        }
    }

    Job add(ClientId owner, PoolCalls calls, PoolSink sink) {
        Job job = new Job(++last, owner, calls, sink);
        if (job.left > 0) {
            jobs.put(job.number, job);
            pending.add(job);
            retain(job, true);
        }
        return job;
    }

    private void retain(Job job, boolean isKept) {
        List<@Nullable Object> values = new ArrayList<>(job.calls.kept());
        values.add(job.calls.function());
        values.addAll(job.calls.kwargs().values());
        values.addAll(job.sink.kept());
        values.forEach(isKept ? references::retain : references::release);
    }

    /** The task that is to be begun next; null when there is none. */
    @Nullable
    Task next() {
        Task task = again.poll();
        if (task != null) {
            return task;
        }
        Job job = pending.peek();
        if (job == null) {
            return null;
        }
        task = new Task(job, job.next++, 0);
        if (job.next == job.calls.tasks()) {
            pending.remove();
        }
        return task;
    }

    /** A task has not been carried out after all, and is the next one. */
    void putBack(Task task, int tries) {
        if (jobs.containsKey(task.job().number)) {
            again.addFirst(new Task(task.job(), task.index(), tries));
        }
    }

    /** A task has come to its end; where its job is done already, nobody cares. */
    void done(Task task, PoolOutcome outcome) {
        Job job = task.job();
        if (jobs.containsKey(job.number)) {
            if (--job.left == 0) {
                remove(job);
            }
            job.sink.put(task.index(), outcome);
        }
    }

    /** All jobs of that client, or all of them for null, come to that end. */
    void failAll(@Nullable ClientId owner, PoolOutcome outcome) {
        for (Job job : List.copyOf(jobs.values())) {
            if (owner == null || owner.equals(job.owner)) {
                remove(job);
                job.sink.failRest(outcome);
            }
        }
    }

    private void remove(Job job) {
        jobs.remove(job.number);
        pending.remove(job);
        again.removeIf(task -> task.job() == job);
        retain(job, false);
    }

    /** Whether the job of a task is there no more. */
    boolean isOver(Task task) {
        return !jobs.containsKey(task.job().number);
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    boolean hasOf(ClientId owner) {
        return jobs.values().stream().anyMatch(job -> job.owner.equals(owner));
    }

    /** How many tasks nobody has begun. */
    int waiting() {
        return again.size()
                + pending.stream().mapToInt(job -> job.calls.tasks() - job.next).sum();
    }

    int size() {
        return jobs.size();
    }

    @Nullable
    Job find(long number) {
        return jobs.get(number);
    }

    void forget(Waiter waiter) {
        jobs.values().forEach(job -> job.sink.forget(waiter));
    }

    /** The calls of the pool that wait for their results. */
    Collection<Waiter> callers() {
        return jobs.values().stream()
                .flatMap(job -> job.sink.callers().stream())
                .toList();
    }

    void save(StateWriter out) {
        out.number(last);
        out.each(jobs.values(), job -> {
            out.number(job.number).client(job.owner).number(job.next).number(job.left);
            job.calls.save(out);
            out.flag(job.sink instanceof PoolResult);
            job.sink.save(out);
        });
        out.each(again, task -> save(task, out));
    }

    void restore(Guard guard, StateReader in) {
        last = in.number();
        in.each(() -> {
            long number = in.number();
            ClientId owner = in.client();
            int next = (int) in.number();
            int left = (int) in.number();
            PoolCalls calls = PoolCalls.read(in);
            PoolSink sink = in.flag() ? PoolResult.read(guard, in) : PoolResults.read(guard, in);
            Job job = new Job(number, owner, calls, sink);
            job.next = next;
            job.left = left;
            jobs.put(number, job);
            if (next < calls.tasks()) {
                pending.add(job);
            }
            retain(job, true);
            return job;
        });
        again.addAll(in.each(() -> readTask(in)));
    }

    static void save(Task task, StateWriter out) {
        out.number(task.job().number).number(task.index()).number(task.tries());
    }

    /** Reads a task whose job is known here. */
    Task readTask(StateReader in) {
        Job job = jobs.get(in.number());
        if (job == null) {
            throw new IllegalStateException("a snapshot has a task of a job that is not there");
        }
        return new Task(job, (int) in.number(), (int) in.number());
    }
}
