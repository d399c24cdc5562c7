package io.picklewire.client;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * The threads that complete asynchronous calls, one reply after the other. Not the common pool: on machines with two
 * processors a {@link java.util.concurrent.CompletableFuture} starts a thread for each task in its place.
 */
final class ReplyExecutor {
    private static final int FEWEST = 4;

    /** Its threads are daemons, and a stage's code that waits for another call has one more started in its place. */
    static final ForkJoinPool POOL = new ForkJoinPool(
            Math.max(FEWEST, Runtime.getRuntime().availableProcessors()), ReplyExecutor::thread, null, true);

    private ReplyExecutor() {}

    private static ForkJoinWorkerThread thread(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("picklewire-replies-" + thread.getPoolIndex());
        return thread;
    }
}
