package io.picklewire.javaobject;

import io.picklewire.conversion.JavaFailure;
import io.picklewire.shared.OutsideObject;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A call of Java code that may block, for a caller's own thread to run. It is completed with what the code
 * returns, or with the {@link io.picklewire.python.PyException} that its failure is to Python. Any thread.
 */
final class CallerTask extends CompletableFuture<@Nullable Object> implements Runnable {
    private final Callable<@Nullable Object> body;
    private @Nullable Thread runner;

    CallerTask(Callable<@Nullable Object> body) {
        this.body = body;
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        try {
            deliver(body.call());
        } catch (Throwable e) { // whatever users' code throws, the server goes on
            completeExceptionally(JavaFailure.toPython(e));
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        if (isDone()) {
            return false;
        }
        runner = Thread.currentThread();
        return true;
    }

    /** An interrupt meant for this call must not reach the next one. */
    private synchronized void end() {
        runner = null;
        Thread.interrupted();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage reports here
    private void deliver(@Nullable Object result) {
        if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((value, failure) -> {
                if (failure != null) {
                    completeExceptionally(JavaFailure.toPython(failure));
                } else {
                    deliver(value);
                }
            });
        } else if (!complete(result) && result instanceof OutsideObject.Redeliverable lent) {
            lent.takeBack().run();
        }
    }

    /** Nobody waits for it any more: it is interrupted if it runs, and its result is dropped or taken back. */
    synchronized void abandon() {
        cancel(false);
        if (runner != null) {
            runner.interrupt();
        }
    }
}
