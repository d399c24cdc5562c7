package io.picklewire.shared;

import org.jspecify.annotations.Nullable;

/** A process that carries out tasks of a pool. Guarded as the pool is. */
final class PoolWorker {
    private final ClientId client;
    private final String keeper;
    private final String name;
    private final long pid;
    private @Nullable Waiter getter;
    private PoolJobs.@Nullable Task task;
    private boolean hasBegun;
    private boolean isConnected = true;

    PoolWorker(ClientId client, String keeper, long pid, String name) {
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

    /** The name of its keeper; that of nobody where somebody else has started it. */
    String keeper() {
        return keeper;
    }

    long pid() {
        return pid;
    }

    /** Whether it is ready for tasks, and its connection stands. */
    boolean isReady() {
        return hasBegun && isConnected;
    }

    boolean isConnected() {
        return isConnected;
    }

    void disconnect() {
        isConnected = false;
    }

    /** Its call of {@code get} that waits; null when there is none. */
    @Nullable
    Waiter getter() {
        return getter;
    }

    void forget(Waiter waiter) {
        if (getter == waiter) {
            getter = null;
        }
    }

    void save(StateWriter out) {
        out.client(client).text(keeper).number(pid).text(name).flag(hasBegun).flag(isConnected);
        out.optional(getter, out::waiter).optional(task, given -> PoolJobs.save(given, out));
    }

    static PoolWorker read(Guard guard, PoolJobs jobs, StateReader in) {
        PoolWorker worker = new PoolWorker(in.client(), in.text(), in.number(), in.text());
        worker.hasBegun = in.flag();
        worker.isConnected = in.flag();
        worker.getter = in.optional(() -> guard.restored(in.waiter()));
        worker.task = in.optional(() -> jobs.readTask(in));
        return worker;
    }
}
