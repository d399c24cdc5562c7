package io.picklewire.javaobject;

import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How items get into a Java queue and out of it. Times are nanoseconds; below zero is for ever. Any thread. */
interface QueueItems {
    /** The next item, or null when none came in time. */
    @Nullable
    Object take(long nanos) throws InterruptedException;

    /** Whether there was room in time. */
    boolean put(Object item, long nanos) throws InterruptedException;

    /** Puts back what was taken, at the front where the queue has one; false when there is no room. */
    boolean giveBack(Object item);

    /** How many items there are. */
    int size();

    /** Whether there is no room. */
    boolean isFull();

    /** Whether there ever is none. */
    boolean isBounded();

    private static boolean giveBack(Queue<Object> queue, Object item) {
        return queue instanceof Deque<Object> deque ? deque.offerFirst(item) : queue.offer(item);
    }

    /**
     * A queue that waits by itself.
     *
     * @param queue the application's
     */
    record Blocking(BlockingQueue<Object> queue) implements QueueItems {
        @Override
        public @Nullable Object take(long nanos) throws InterruptedException {
            if (nanos < 0) {
                return queue.take();
            }
            return nanos == 0 ? queue.poll() : queue.poll(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public boolean put(Object item, long nanos) throws InterruptedException {
            if (nanos < 0) {
                queue.put(item);
                return true;
            }
            return nanos == 0 ? queue.offer(item) : queue.offer(item, nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public boolean giveBack(Object item) {
            return QueueItems.giveBack(queue, item);
        }

        @Override
        public int size() {
            return queue.size();
        }

        @Override
        public boolean isFull() {
            return queue.remainingCapacity() == 0;
        }

        /** What has none says that there is room for as many as an int can count, or for the rest of them. */
        @Override
        public boolean isBounded() {
            return (long) queue.remainingCapacity() + queue.size() < Integer.MAX_VALUE;
        }
    }

    /**
     * A queue that does not wait: it is looked at again and again, and at once when something is put in here.
     *
     * @param queue the application's, guarded by its monitor
     */
    record Plain(Queue<Object> queue) implements QueueItems {
        /** How long what the application does may go unnoticed. */
        private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

        private interface Attempt {
            boolean succeeds();
        }

        @Override
        public @Nullable Object take(long nanos) throws InterruptedException {
            @Nullable Object[] taken = new @Nullable Object[1];
            attempt(nanos, () -> (taken[0] = queue.poll()) != null);
            return taken[0];
        }

        @Override
        public boolean put(Object item, long nanos) throws InterruptedException {
            return attempt(nanos, () -> queue.offer(item));
        }

        /** Tries until it succeeds or the time is up; a success may be what another one waits for. */
        private boolean attempt(long nanos, Attempt attempt) throws InterruptedException {
            long start = System.nanoTime();
            synchronized (queue) {
                boolean done = attempt.succeeds();
                while (!done && (nanos < 0 || System.nanoTime() - start < nanos)) {
                    TimeUnit.NANOSECONDS.timedWait(queue, nanos < 0 ? PAUSE : Math.min(PAUSE, nanos));
                    done = attempt.succeeds();
                }
                queue.notifyAll();
                return done;
            }
        }

        @Override
        public boolean giveBack(Object item) {
            synchronized (queue) {
                queue.notifyAll();
                return QueueItems.giveBack(queue, item);
            }
        }

        @Override
        public int size() {
            synchronized (queue) {
                return queue.size();
            }
        }

        @Override
        public boolean isFull() {
            return isBounded();
        }

        /** What has a bound would be a {@link BlockingQueue}. */
        @Override
        public boolean isBounded() {
            return false;
        }
    }
}
