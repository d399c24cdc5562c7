package io.picklewire.pool;

import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.Proxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Worker processes on this machine for a pool that clients share, of a manager anywhere. They are started, and watched: one that
 * ends gives way to a new one. Any thread.
 */
public final class RemoteWorkers implements AutoCloseable {
    private final WorkerKeeper keeper;
    private final CompletableFuture<@Nullable String> ended;

    private RemoteWorkers(WorkerKeeper keeper) {
        this.keeper = keeper;
        this.ended = keeper.start();
    }

    /**
     * Starts workers.
     *
     * @param manager the manager; it is to stay open
     * @param key its key, which the workers need too
     * @param pool the name of the pool
     * @param count how many workers
     * @param python the interpreter: a path, or a name on the {@code PATH}
     * @param main the script whose functions are those of {@code __main__} there; null for none
     * @throws IOException when there is no such interpreter or script, or this machine has no named pipes
     * @throws IllegalArgumentException for less than one worker
     * @throws io.picklewire.client.RemoteException when there is no such pool
     */
    public static RemoteWorkers start(
            Manager manager, AuthKey key, String pool, int count, String python, @Nullable Path main)
            throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("the number of workers must be 1 or more, not " + count);
        }
        PythonProgram program = PythonProgram.of(python, main).checked();
        Proxy proxy = manager.create(pool);
        WorkerSource source = new WorkerSource(manager.address(), key, proxy.ident(), WorkerKeeper.newName());
        return new RemoteWorkers(
                new WorkerKeeper(PoolLine.of(proxy), PoolLine.of(proxy), TaskPipe.create(), source, program, count));
    }

    /**
     * Completes when there are no workers any more: with null after {@link #close} or when the manager has ended, with the reason
     * when no worker can be started.
     */
    public CompletionStage<@Nullable String> ended() {
        return ended.minimalCompletionStage();
    }

    /** Ends the workers, and returns when they have ended. */
    @Override
    public void close() {
        keeper.end();
        ended.join();
    }
}
