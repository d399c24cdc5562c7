package io.picklewire.shared;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A shared object that does what it likes, an application's own Java object say: no {@link Event} changes it, so no record of
 * events and no snapshot has its state. Thread rule: every method may be called from any thread, and none blocks.
 */
public non-sealed interface OutsideObject extends SharedObject {
    /**
     * Carries out one call.
     *
     * @param objects the other objects of the same manager
     * @param thread one thread of the caller's own, for code that may block
     * @return the result as a Python value (it may be or contain {@link io.picklewire.python.Sealed}), a {@link Redeliverable},
     *     or a shared object; it fails with what Python's method would raise
     */
    CompletionStage<? extends @Nullable Object> call(Event.Called call, ObjectLookup objects, Executor thread);

    /** Ends the client's call, if there is one, without an answer: the client has given it up, or is gone. */
    void abandon(ClientId client);

    /**
     * Those of {@code __str__}, {@code __repr__} and {@code #GETVALUE} that it answers in calls, because it may
     * block; the others are answered by {@link #repr} and {@link #value}.
     */
    Set<String> fallbacks();

    /**
     * A result that leaves the object with the answer, such as an item of a queue.
     *
     * @param value the result
     * @param takeBack to be run when the answer did not arrive, so that nothing is lost; from any thread
     */
    record Redeliverable(@Nullable Object value, Runnable takeBack) {}
}
