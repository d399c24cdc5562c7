package io.picklewire.connection;

import io.picklewire.transport.EventLoops;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** How a caller's thread waits for what an event loop does. */
final class Wait {
    private Wait() {}

    /** For a blocking method, before it does anything. */
    static void refuseOnEventLoop(String method) {
        if (EventLoops.isOnLoop()) {
            throw new IllegalStateException(method + " would block the event loop that it was called on");
        }
    }

    /**
     * The outcome of {@code stage}; a failure has the stack trace of the caller, which says more than that of
     * the event loop.
     */
    static <T> T until(CompletionStage<T> stage, String doing) throws IOException {
        try {
            return stage.toCompletableFuture().get();
        } catch (InterruptedException interrupt) {
            throw interrupted(doing);
        } catch (ExecutionException failed) {
            throw thrown(failed);
        }
    }

    private static IOException thrown(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof IOException io) {
            io.fillInStackTrace();
            return io;
        }
        return new IOException(failed.getMessage(), cause);
    }

    /** The thread stays interrupted, for whoever catches an IOException only. */
    static InterruptedIOException interrupted(String doing) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while " + doing);
    }
}
