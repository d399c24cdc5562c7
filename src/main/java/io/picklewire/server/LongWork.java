package io.picklewire.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes too long for an event loop: it is done on a few threads of the process, as many as it has processors. For one
 * object it is done one after the other, so that what waits for an object keeps no thread. Any thread.
 */
final class LongWork {
    private static final Logger LOG = LoggerFactory.getLogger(LongWork.class);
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final long IDLE_SECONDS = 10;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Executor POOL = pool();

    private final Deque<Runnable> waiting = new ArrayDeque<>(0);
    private volatile boolean isUnderWay;

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "picklewire-work-" + NUMBER.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Does work for no object in particular. */
    static <T extends @Nullable Object> CompletableFuture<T> of(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, POOL);
    }

    /** Whether work for the object is under way, so that more has to follow it. */
    boolean isUnderWay() {
        return isUnderWay;
    }

    /**
     * Does work for the object, after what was given before.
     *
     * @param task the work; it does not fail
     * @param whenDone is run after it, when it is known whether more is under way
     */
    void add(Runnable task, Runnable whenDone) {
        Runnable whole = () -> {
            try {
                task.run();
            } catch (Throwable e) { // the work of others goes on
                LOG.error("what was done elsewhere failed", e);
            } finally {
                next();
                whenDone.run();
            }
        };
        synchronized (this) {
            if (isUnderWay) {
                waiting.add(whole);
                return;
            }
            isUnderWay = true;
        }
        POOL.execute(whole);
    }

    private void next() {
        Runnable task;
        synchronized (this) {
            task = waiting.poll();
            isUnderWay = task != null;
        }
        if (task != null) {
            POOL.execute(task);
        }
    }
}
