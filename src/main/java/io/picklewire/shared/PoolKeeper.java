package io.picklewire.shared;

import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who starts workers of a pool and watches them. It hands out tasks among them, and has some that none of them has begun. Its one call of
 * {@code keep} waits for news. Guarded as the pool is.
 */
final class PoolKeeper {
    private final ClientId client;
    private @Nullable Waiter waiter;
    private String told = "";
    private final List<Long> lost = new ArrayList<>();
    private final Map<List<Long>, PoolJobs.Task> tasks = new LinkedHashMap<>();
    /** Jobs that ended while it had tasks of theirs, and of which it has not been told. */
    private final Set<Long> over = new LinkedHashSet<>();
    /** Writes tasks as its workers read them. */
    private Dumper dumper = new Dumper(Reader.NEWEST, null);

    PoolKeeper(ClientId client) {
        this.client = client;
    }

    void await(Waiter given) {
        waiter = given;
    }

    void add(PoolJobs.Task task) {
        tasks.put(key(task.job().number(), task.index()), task);
    }

    /** Takes a task away from it, or gives null when it does not have that. */
    PoolJobs.@Nullable Task remove(long job, long index) {
        return tasks.remove(key(job, index));
    }

    PoolJobs.@Nullable Task find(long job, long index) {
        return tasks.get(key(job, index));
    }

    /** The tasks that it has. */
    List<PoolJobs.Task> tasks() {
        return List.copyOf(tasks.values());
    }

    private static List<Long> key(long job, long index) {
        return List.of(job, index);
    }

    boolean is(ClientId other) {
        return client.equals(other);
    }

    /** How its workers read tasks. */
    void read(Reader how) {
        if (!how.equals(dumper.reader())) {
            dumper = new Dumper(how, null);
        }
    }

    /** The connection of one of its workers has ended. */
    void lost(PoolWorker worker) {
        lost.add(worker.pid());
    }

    /** How many tasks it has. */
    int load() {
        return tasks.size();
    }

    boolean isWaiting() {
        return waiter != null;
    }

    /** Its call that waits for news; taken away when it is answered. */
    @Nullable
    Waiter takeWaiter() {
        Waiter waiting = waiter;
        waiter = null;
        return waiting;
    }

    /** What it is to be told, if it waits and something is new. */
    Optional<News> news(String state, List<PoolJobs.Task> taken) {
        if (waiter == null || (taken.isEmpty() && lost.isEmpty() && over.isEmpty() && told.equals(state))) {
            return Optional.empty();
        }
        News news = new News(waiter, List.copyOf(lost), taken, List.copyOf(over), dumper);
        waiter = null;
        told = state;
        lost.clear();
        over.clear();
        return Optional.of(news);
    }

    /**
     * What it is told.
     *
     * @param waiter its call
     * @param lost pids of its workers whose connections have ended
     * @param tasks what it is to hand out now
     * @param over numbers of jobs whose tasks it need not hand out any more
     * @param dumper writes tasks as its workers read them
     */
    record News(Waiter waiter, List<Long> lost, List<PoolJobs.Task> tasks, List<Long> over, Dumper dumper) {}

    void forget(Waiter given) {
        if (waiter == given) {
            waiter = null;
        }
    }

    void forget(Predicate<PoolJobs.Task> isOver) {
        for (PoolJobs.Task task : tasks()) {
            if (isOver.test(task)) {
                remove(task.job().number(), task.index());
                over.add(task.job().number());
            }
        }
    }

    void save(StateWriter out) {
        out.client(client).text(told).optional(waiter, out::waiter).each(lost, out::number);
        out.each(tasks.values(), task -> PoolJobs.save(task, out));
        out.each(over, out::number).number(dumper.reader().protocol());
    }

    static PoolKeeper read(Guard guard, PoolJobs jobs, StateReader in) {
        PoolKeeper keeper = new PoolKeeper(in.client());
        keeper.told = in.text();
        keeper.waiter = in.optional(() -> guard.restored(in.waiter()));
        keeper.lost.addAll(in.each(in::number));
        in.each(() -> jobs.readTask(in)).forEach(keeper::add);
        keeper.over.addAll(in.each(in::number));
        keeper.read(Reader.ofPickle((int) in.number()));
        return keeper;
    }
}
