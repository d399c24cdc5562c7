package io.picklewire.pool;

import io.picklewire.client.Proxy;
import io.picklewire.server.LocalClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A way to call a pool's methods, one call at a time, as one client: in this JVM, or through a connection. */
interface PoolLine extends AutoCloseable {
    /** Calls a method; what follows must not block. The stage completes with a Python value. */
    CompletionStage<@Nullable Object> call(String method, @Nullable Object... args);

    @Override
    void close();

    /** A pool of a server in this JVM. */
    static PoolLine of(LocalClient client) {
        return new PoolLine() {
            @Override
            public CompletionStage<@Nullable Object> call(String method, @Nullable Object... args) {
                return client.call(method, args);
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    /** A pool elsewhere. A thread of its own has a connection of its own. */
    static PoolLine of(Proxy pool) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "picklewire-pool-line");
            made.setDaemon(true);
            return made;
        });
        return new PoolLine() {
            @Override
            public CompletionStage<@Nullable Object> call(String method, @Nullable Object... args) {
                return CompletableFuture.supplyAsync(() -> pool.callForPython(method, args), thread);
            }

            @Override
            public void close() {
                thread.shutdownNow();
            }
        };
    }
}
