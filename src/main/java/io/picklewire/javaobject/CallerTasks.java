package io.picklewire.javaobject;

import io.picklewire.shared.ClientId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The calls of Java code that are under way for one object: the latest of each caller. Any thread. */
final class CallerTasks {
    private final Map<ClientId, CallerTask> latest = new ConcurrentHashMap<>();

    /** Has a thread run {@code body} for the caller. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task itself is the result
    CompletionStage<@Nullable Object> run(ClientId caller, Executor thread, Callable<@Nullable Object> body) {
        CallerTask task = new CallerTask(body);
        latest.put(caller, task);
        task.whenComplete((result, failure) -> latest.remove(caller, task));
        thread.execute(task);
        return task;
    }

    /** Ends the caller's call without an answer, if there is one. */
    void abandon(ClientId caller) {
        CallerTask task = latest.get(caller);
        if (task != null) {
            task.abandon();
        }
    }
}
