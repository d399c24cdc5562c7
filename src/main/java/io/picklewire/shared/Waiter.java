package io.picklewire.shared;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for its object. The object keeps it among those that wait for the same thing; it is
 * completed after the object's lock was released.
 */
final class Waiter extends CompletableFuture<@Nullable Object> {
    /** As many are named where all would be too many. */
    private static final int NAMED = 8;

    private final Caller caller;
    private Caller.@Nullable Timer timer;

    Waiter(Caller caller) {
        this.caller = caller;
    }

    Caller caller() {
        return caller;
    }

    /** Who waits for something, as a part of an object's status. */
    static String names(String what, Collection<Waiter> waiters) {
        return waiters.isEmpty()
                ? ""
                : waiters.stream()
                        .limit(NAMED)
                        .map(waiter -> waiter.caller.name())
                        .collect(Collectors.joining(
                                ", ",
                                ", " + waiters.size() + " " + what + ": ",
                                waiters.size() > NAMED ? ", ..." : ""));
    }

    void timesOutBy(Caller.Timer limit) {
        timer = limit;
    }

    void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Whether its time will be up some day. */
    boolean isLimited() {
        return timer != null;
    }
}
