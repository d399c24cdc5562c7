package io.picklewire.shared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool, and the keepers that have started them. A worker that its keeper watches is gone when the keeper has told how
 * its process ended; any other one is gone with its connection. Guarded as the pool is.
 */
final class PoolWorkers {
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

    /** Who starts workers and watches them; its one call of {@code keep} waits for news. */
    static final class Keeper {
        private final ClientId client;
        private @Nullable Waiter waiter;
        private String told = "";
        private final List<Long> lost = new ArrayList<>();

        private Keeper(ClientId client) {
            this.client = client;
        }

        void await(Waiter given) {
            waiter = given;
        }
    }

    @Nullable
    Worker of(ClientId client) {
        return workers.get(client);
    }

    Worker add(ClientId client, String keeper, long pid, String name) {
        Worker worker = new Worker(client, keeper, pid, name);
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

    /** Tells the keepers that wait what is new: the pool's state, and the pids of workers whose connections have ended. */
    void tell(String state, BiConsumer<Waiter, List<Long>> answer) {
        for (Keeper keeper : keepers.values()) {
            Waiter waiter = keeper.waiter;
            if (waiter != null && !(keeper.told.equals(state) && keeper.lost.isEmpty())) {
                keeper.waiter = null;
                keeper.told = state;
                List<Long> lost = List.copyOf(keeper.lost);
                keeper.lost.clear();
                answer.accept(waiter, lost);
            }
        }
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
            Worker worker = add(in.client(), in.text(), in.number(), in.text());
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
