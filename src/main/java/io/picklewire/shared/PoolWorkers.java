package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool, and the keepers that have started them. A worker that its keeper watches is gone when the keeper has told how
 * its process ended; any other one is gone with its connection. Guarded as the pool is.
 */
final class PoolWorkers {
    /** So many tasks a keeper has at most whose workers are not all busy with one. */
    private static final int AHEAD = 64;

    /** The keeper of a worker that somebody else has started. */
    static final String NOBODY = "";

    private final Map<ClientId, Worker> workers = new LinkedHashMap<>();
    private final Map<String, Keeper> keepers = new LinkedHashMap<>();

    /** A process that carries out tasks. */
    static final class Worker {
        private final ClientId client;
        private final String keeper;
        private final String name;
        private final long pid;
        private @Nullable Waiter getter;
        private PoolJobs.@Nullable Task task;
        private boolean hasBegun;
        private boolean isConnected = true;

        private Worker(ClientId client, String keeper, long pid, String name) {
            this.client = client;
            this.keeper = keeper;
            this.pid = pid;
            this.name = name;
        }

        ClientId client() {
            return client;
        }

        /** What it does now; null when that is nothing. */
        PoolJobs.@Nullable Task task() {
            return task;
        }

        void begin(PoolJobs.Task given) {
            task = given;
        }

        /** Ends what it does, and says what that was. */
        PoolJobs.@Nullable Task end() {
            PoolJobs.Task ended = task;
            task = null;
            return ended;
        }

        /** Its call of {@code get} that waits; taken away when it is answered. */
        @Nullable
        Waiter takeGetter() {
            Waiter waiting = getter;
            getter = null;
            return waiting;
        }

        boolean isIdle() {
            return getter != null;
        }

        void await(Waiter waiter) {
            getter = waiter;
        }

        /** Whether it had asked for a task before. */
        boolean setBegun() {
            boolean before = hasBegun;
            hasBegun = true;
            return before;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Who starts workers and watches them. It hands out tasks among them, and has some that none of them has begun. Its one call of
     * {@code keep} waits for news.
     */
    static final class Keeper {
        private final ClientId client;
        private @Nullable Waiter waiter;
        private String told = "";
        private final List<Long> lost = new ArrayList<>();
        private final Map<List<Long>, PoolJobs.Task> tasks = new LinkedHashMap<>();
        /** How its workers read tasks; null as long as there is none. */
        private @Nullable Reader reader;

        private Keeper(ClientId client) {
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
    }

    /**
     * What a keeper is told.
     *
     * @param waiter its call
     * @param lost pids of its workers whose connections have ended
     * @param tasks what it is to hand out now
     * @param reader how its workers read them
     */
    record News(Waiter waiter, List<Long> lost, List<PoolJobs.Task> tasks, Reader reader) {}

    @Nullable
    Worker of(ClientId client) {
        return workers.get(client);
    }

    Worker add(ClientId client, String keeper, long pid, String name, Reader reader) {
        Worker worker = new Worker(client, keeper, pid, name);
        Keeper known = keepers.get(keeper);
        if (known != null) {
            known.reader = reader;
        }
        workers.put(client, worker);
        return worker;
    }

    int size() {
        return (int) workers.values().stream().filter(each -> each.isConnected).count();
    }

    Collection<Worker> all() {
        return List.copyOf(workers.values());
    }

    /** The first one that waits for a task; null when none does. */
    @Nullable
    Worker idle() {
        for (Worker worker : workers.values()) {
            if (worker.isIdle()) {
                return worker;
            }
        }
        return null;
    }

    /** Comes last among those that wait for a task. */
    void requeue(Worker worker) {
        workers.remove(worker.client);
        workers.put(worker.client, worker);
    }

    /** The worker is gone. */
    void remove(Worker worker) {
        workers.remove(worker.client);
    }

    /** The worker of a keeper that had that pid; null when there is none. */
    @Nullable
    Worker find(String keeper, long pid) {
        return workers.values().stream()
                .filter(each -> each.pid == pid && each.keeper.equals(keeper))
                .findFirst()
                .orElse(null);
    }

    /** The connection of a worker has ended. Whether that is all there is to know: its keeper will tell more. */
    boolean disconnected(Worker worker) {
        worker.isConnected = false;
        Keeper keeper = keepers.get(worker.keeper);
        if (keeper == null) {
            return true;
        }
        keeper.lost.add(worker.pid);
        return false;
    }

    Keeper keeper(String name, ClientId client) {
        Keeper known = keepers.get(name);
        if (known == null || !known.client.equals(client)) {
            known = new Keeper(client);
            keepers.put(name, known);
        }
        return known;
    }

    boolean hasKeepers() {
        return !keepers.isEmpty();
    }

    /** The call with which a keeper waits for news; null when there is none. */
    @Nullable
    Waiter waiterOf(String keeper) {
        Keeper known = keepers.get(keeper);
        return known == null ? null : known.waiter;
    }

    /** The keeper of that name; null when there is none. */
    @Nullable
    Keeper keeper(String name) {
        return keepers.get(name);
    }

    /** The keeper of a worker; null when nobody keeps it. */
    @Nullable
    Keeper keeperOf(Worker worker) {
        return keepers.get(worker.keeper);
    }

    /** A keeper is gone; gives its workers of which nothing more will be heard. */
    List<Worker> removeKeeper(String name) {
        keepers.remove(name);
        return workers.values().stream()
                .filter(each -> each.keeper.equals(name) && !each.isConnected)
                .toList();
    }

    /** The name of the keeper that is that client; null when there is none. */
    @Nullable
    String keeperOf(ClientId client) {
        for (Map.Entry<String, Keeper> each : keepers.entrySet()) {
            if (each.getValue().client.equals(client)) {
                return each.getKey();
            }
        }
        return null;
    }

    /**
     * Tells the keepers that wait what is new.
     *
     * @param state that of the pool
     * @param next gives the task that is to be begun next
     */
    void tell(String state, Supplier<PoolJobs.@Nullable Task> next, Consumer<News> answer) {
        for (Map.Entry<String, Keeper> each : keepers.entrySet()) {
            Keeper keeper = each.getValue();
            Waiter waiter = keeper.waiter;
            if (waiter == null) {
                continue;
            }
            List<PoolJobs.Task> tasks = takeTasks(each.getKey(), keeper, next);
            if (!tasks.isEmpty() || !keeper.lost.isEmpty() || !keeper.told.equals(state)) {
                keeper.waiter = null;
                keeper.told = state;
                List<Long> lost = List.copyOf(keeper.lost);
                keeper.lost.clear();
                answer.accept(new News(waiter, lost, tasks, keeper.reader == null ? Reader.NEWEST : keeper.reader));
            }
        }
    }

    /** A keeper that has all the workers is ahead of them; among several, a task goes to one that has a worker for it. */
    private List<PoolJobs.Task> takeTasks(String name, Keeper keeper, Supplier<PoolJobs.@Nullable Task> next) {
        int own = (int) workers.values().stream()
                .filter(each -> each.isConnected && each.hasBegun && each.keeper.equals(name))
                .count();
        boolean hasOthers =
                keepers.size() > 1 || workers.values().stream().anyMatch(each -> each.keeper.equals(NOBODY));
        int most = own == 0 || hasOthers ? own : Math.max(AHEAD, 2 * own);
        List<PoolJobs.Task> taken = new ArrayList<>();
        if (!hasOthers && keeper.tasks.size() > most / 2) {
            return taken; // all are busy, and later there are more to be taken at once
        }
        while (keeper.tasks.size() < most) {
            PoolJobs.Task task = next.get();
            if (task == null) {
                break;
            }
            keeper.add(task);
            taken.add(task);
        }
        return taken;
    }

    void forget(Waiter waiter) {
        for (Worker worker : workers.values()) {
            if (worker.getter == waiter) {
                worker.getter = null;
            }
        }
        for (Keeper keeper : keepers.values()) {
            if (keeper.waiter == waiter) {
                keeper.waiter = null;
            }
        }
    }

    /** Forgets tasks of jobs that are there no more. */
    void forget(Predicate<PoolJobs.Task> isOver) {
        workers.values().stream()
                .filter(worker -> worker.task != null && isOver.test(worker.task))
                .forEach(Worker::end);
        keepers.values().forEach(keeper -> keeper.tasks.values().removeIf(isOver));
    }

    /** The workers that wait for a task. */
    List<Waiter> getters() {
        return workers.values().stream()
                .map(worker -> worker.getter)
                .filter(Objects::nonNull)
                .map(Waiter.class::cast)
                .toList();
    }

    void save(StateWriter out) {
        out.each(workers.values(), worker -> {
            out.client(worker.client).text(worker.keeper).number(worker.pid).text(worker.name);
            out.flag(worker.hasBegun).flag(worker.isConnected);
            optional(worker.getter, out);
            out.flag(worker.task != null);
            if (worker.task != null) {
                PoolJobs.save(worker.task, out);
            }
        });
        out.each(keepers.entrySet(), each -> {
            Keeper keeper = each.getValue();
            out.text(each.getKey()).client(keeper.client).text(keeper.told);
            optional(keeper.waiter, out);
            out.each(keeper.lost, out::number);
            out.each(keeper.tasks.values(), task -> PoolJobs.save(task, out));
            out.flag(keeper.reader != null).number(keeper.reader == null ? 0 : keeper.reader.protocol());
        });
    }

    private static void optional(@Nullable Waiter waiter, StateWriter out) {
        out.flag(waiter != null);
        if (waiter != null) {
            out.waiter(waiter);
        }
    }

    void restore(Guard guard, PoolJobs jobs, StateReader in) {
        in.each(() -> {
            Worker worker = add(in.client(), in.text(), in.number(), in.text(), Reader.NEWEST);
            worker.hasBegun = in.flag();
            worker.isConnected = in.flag();
            worker.getter = optional(guard, in);
            worker.task = in.flag() ? jobs.readTask(in) : null;
            return worker;
        });
        in.each(() -> {
            Keeper keeper = keeper(in.text(), in.client());
            keeper.told = in.text();
            keeper.waiter = optional(guard, in);
            keeper.lost.addAll(in.each(in::number));
            in.each(() -> jobs.readTask(in)).forEach(keeper::add);
            boolean hasReader = in.flag();
            Reader reader = Reader.ofPickle((int) in.number());
            keeper.reader = hasReader ? reader : null;
            return keeper;
        });
    }

    private static @Nullable Waiter optional(Guard guard, StateReader in) {
        if (!in.flag()) {
            return null;
        }
        Waiter waiter = in.waiter();
        guard.restore(waiter);
        return waiter;
    }
}
