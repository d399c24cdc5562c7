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

    private final Map<ClientId, PoolWorker> workers = new LinkedHashMap<>();
    private final Map<String, PoolKeeper> keepers = new LinkedHashMap<>();

    @Nullable
    PoolWorker of(ClientId client) {
        return workers.get(client);
    }

    PoolWorker add(ClientId client, String keeper, long pid, String name, Reader reader) {
        PoolWorker worker = new PoolWorker(client, keeper, pid, name);
        PoolKeeper known = keepers.get(keeper);
        if (known != null) {
            known.read(reader);
        }
        workers.put(client, worker);
        return worker;
    }

    int size() {
        return (int) workers.values().stream().filter(PoolWorker::isConnected).count();
    }

    Collection<PoolWorker> all() {
        return List.copyOf(workers.values());
    }

    /** The first one that waits for a task; null when none does. */
    @Nullable
    PoolWorker idle() {
        for (PoolWorker worker : workers.values()) {
            if (worker.isIdle()) {
                return worker;
            }
        }
        return null;
    }

    /** Comes last among those that wait for a task. */
    void requeue(PoolWorker worker) {
        workers.remove(worker.client());
        workers.put(worker.client(), worker);
    }

    /** The worker is gone. */
    void remove(PoolWorker worker) {
        workers.remove(worker.client());
    }

    /** The worker of a keeper that had that pid; null when there is none. */
    @Nullable
    PoolWorker find(String keeper, long pid) {
        return workers.values().stream()
                .filter(each -> each.pid() == pid && each.keeper().equals(keeper))
                .findFirst()
                .orElse(null);
    }

    /** The connection of a worker has ended. Whether that is all there is to know: its keeper will tell more. */
    boolean disconnected(PoolWorker worker) {
        worker.disconnect();
        PoolKeeper keeper = keeperOf(worker);
        if (keeper != null) {
            keeper.lost(worker);
        }
        return keeper == null;
    }

    PoolKeeper keeper(String name, ClientId client) {
        PoolKeeper known = keepers.get(name);
        if (known == null || !known.is(client)) {
            known = new PoolKeeper(client);
            keepers.put(name, known);
        }
        return known;
    }

    boolean hasKeepers() {
        return !keepers.isEmpty();
    }

    /** The keeper of that name; null when there is none. */
    @Nullable
    PoolKeeper keeper(String name) {
        return keepers.get(name);
    }

    /** The keeper of a worker; null when nobody keeps it. */
    @Nullable
    PoolKeeper keeperOf(PoolWorker worker) {
        return keepers.get(worker.keeper());
    }

    /** A keeper is gone; gives its workers of which nothing more will be heard. */
    List<PoolWorker> removeKeeper(String name) {
        keepers.remove(name);
        return workers.values().stream()
                .filter(each -> each.keeper().equals(name) && !each.isConnected())
                .toList();
    }

    /** The name of the keeper that is that client; null when there is none. */
    @Nullable
    String keeperOf(ClientId client) {
        for (Map.Entry<String, PoolKeeper> each : keepers.entrySet()) {
            if (each.getValue().is(client)) {
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
    void tell(String state, Supplier<PoolJobs.@Nullable Task> next, Consumer<PoolKeeper.News> answer) {
        keepers.forEach((name, keeper) -> {
            if (keeper.isWaiting()) {
                keeper.news(state, takeTasks(name, keeper, next)).ifPresent(answer);
            }
        });
    }

    /** A keeper that has all the workers is ahead of them; among several, a task goes to one that has a worker for it. */
    private List<PoolJobs.Task> takeTasks(String name, PoolKeeper keeper, Supplier<PoolJobs.@Nullable Task> next) {
        int own = 0;
        boolean hasOthers = keepers.size() > 1;
        for (PoolWorker each : workers.values()) { // no stream: this is done for each result
            own += each.isReady() && each.keeper().equals(name) ? 1 : 0;
            hasOthers |= each.keeper().equals(NOBODY);
        }
        int most = own == 0 || hasOthers ? own : Math.max(AHEAD, 2 * own);
        List<PoolJobs.Task> taken = new ArrayList<>();
        if (!hasOthers && keeper.load() > most / 2) {
            return taken; // all are busy, and later there are more to be taken at once
        }
        while (keeper.load() < most) {
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
        workers.values().forEach(worker -> worker.forget(waiter));
        keepers.values().forEach(keeper -> keeper.forget(waiter));
    }

    /** Forgets tasks of jobs that are there no more. */
    void forget(Predicate<PoolJobs.Task> isOver) {
        workers.values().stream()
                .filter(worker -> worker.task() != null && isOver.test(worker.task()))
                .forEach(PoolWorker::end);
        keepers.values().forEach(keeper -> keeper.forget(isOver));
    }

    /** The workers that wait for a task. */
    List<Waiter> getters() {
        return workers.values().stream()
                .map(PoolWorker::getter)
                .filter(Objects::nonNull)
                .map(Waiter.class::cast)
                .toList();
    }

    void save(StateWriter out) {
        out.each(workers.values(), worker -> worker.save(out));
        out.each(keepers.entrySet(), each -> {
            out.text(each.getKey());
            each.getValue().save(out);
        });
    }

    void restore(Guard guard, PoolJobs jobs, StateReader in) {
        in.each(() -> PoolWorker.read(guard, jobs, in)).forEach(worker -> workers.put(worker.client(), worker));
        in.each(() -> keepers.put(in.text(), PoolKeeper.read(guard, jobs, in)));
    }
}
