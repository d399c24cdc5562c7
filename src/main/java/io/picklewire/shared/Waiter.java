package io.picklewire.shared;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for its object. The object keeps it among those that wait for the same thing; it is
 * completed after the object's lock was released.
 */
final class Waiter extends CompletableFuture<@Nullable Object> {
    private final Caller caller;
    private Caller.@Nullable Timer timer;

    Waiter(Caller caller) {
        this.caller = caller;
    }

    Caller caller() {
        return caller;
    }

    void timesOutBy(Caller.Timer limit) {
        timer = limit;
    }

    void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
