package io.picklewire.javaobject;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what {@code task_done} and {@code join} are about: the items that are in a Java queue, and those that Python
 * took and has not said to be done. What the application takes is done with that.
 *
 * <p>A queue gives no sign between an item's leaving it and its taker's saying so. So a taker looks for a limited time
 * only, then again, and a join that finds nothing unfinished waits for the looks that were under way to end: one
 * of them may have had the last item in hand. Any thread.
 */
final class TaskCounter {
    /** How long one look for an item lasts, which a join may have to wait for. */
    static final long LOOK = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long PAUSE_MILLIS = 20;

    private final IntSupplier present;
    private final Map<Object, Long> looks = new HashMap<>();
    private long taken;
    private long checks;

    /** {@code present} tells how many items are in the queue. */
    TaskCounter(IntSupplier present) {
        this.present = present;
    }

    /** Looks for an item once; null when none came. */
    @Nullable
    Object look(Callable<@Nullable Object> take) throws Exception {
        Object look = new Object();
        begin(look);
        Object item = null;
        try {
            item = take.call();
            return item;
        } finally {
            end(look, item == null ? 0 : 1);
        }
    }

    private synchronized void begin(Object look) {
        looks.put(look, checks);
    }

    private synchronized void end(Object look, int items) {
        looks.remove(look);
        taken += items;
        notifyAll();
    }

    /** An item that was taken is back in the queue. */
    synchronized void takenBack() {
        taken--;
    }

    /** An item is done; false when there is none that could be. */
    synchronized boolean done() {
        if (count() <= 0) {
            return false;
        }
        taken--;
        notifyAll();
        return true;
    }

    /** Waits until everything is done that is in the queue or in hand now. */
    synchronized void join() throws InterruptedException {
        long check = 0;
        while (count() > 0 || check == 0 || isOlderThan(check)) {
            if (count() > 0) {
                check = 0;
            } else if (check == 0) {
                check = ++checks;
                continue;
            }
            TimeUnit.MILLISECONDS.timedWait(this, PAUSE_MILLIS);
        }
    }

    /** Whether a look is under way that began before that check. */
    private boolean isOlderThan(long check) {
        return looks.values().stream().anyMatch(begun -> begun < check);
    }

    private long count() {
        return present.getAsInt() + taken;
    }
}
