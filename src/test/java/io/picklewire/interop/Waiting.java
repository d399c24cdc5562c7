package io.picklewire.interop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/** What interop-tests/java_objects.py waits in, until it is told to go on or given up. */
public class Waiting {
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch wasEntered = new CountDownLatch(1);
    private final CountDownLatch mayGo = new CountDownLatch(1);
    private final CountDownLatch wasInterrupted = new CountDownLatch(1);
    private final CompletableFuture<Object> promise = new CompletableFuture<>();

    /** Blocks until {@link #go}. */
    public String block() throws InterruptedException {
        wasEntered.countDown();
        try {
            mayGo.await();
        } catch (InterruptedException e) {
            wasInterrupted.countDown();
            throw e;
        }
        return "went on";
    }

    /** Returns as soon as somebody is in {@link #block} or {@link #toString}. */
    public void awaitEntered() throws InterruptedException {
        wasEntered.await();
    }

    public void go() {
        mayGo.countDown();
    }

    /** Returns once a call of {@link #block} was interrupted. */
    public String awaitInterrupted() throws InterruptedException {
        wasInterrupted.await();
        return "interrupted";
    }

    /** Blocks as well. */
    @Override
    public String toString() {
        try {
            return block();
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    public CompletionStage<Object> later() {
        wasEntered.countDown();
        return promise;
    }

    public Future<Object> future() {
        return promise;
    }

    public void fulfil(Object value) {
        promise.complete(value);
    }

    public void breakPromise(String why) {
        promise.completeExceptionally(new IllegalArgumentException(why));
    }

    public void lock() {
        lock.lock();
    }

    public boolean tryLock() {
        return lock.tryLock();
    }

    public void unlock() {
        lock.unlock();
    }
}
