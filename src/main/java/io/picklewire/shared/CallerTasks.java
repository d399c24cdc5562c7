package io.picklewire.shared;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The calls of Java code that are under way for one object: the latest of each caller. Any thread. */
final class CallerTasks {
    private final Map<Caller, CallerTask> latest = new ConcurrentHashMap<>();

    /** Has the caller's thread run {@code body}. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task itself is the result
    CompletionStage<@Nullable Object> run(Caller caller, Callable<@Nullable Object> body) {
        CallerTask task = new CallerTask(body);
        latest.put(caller, task);
        task.whenComplete((result, failure) -> latest.remove(caller, task));
        caller.executor().execute(task);
        return task;
    }

    /** Ends the caller's call without an answer, if there is one. */
    void abandon(Caller caller) {
        CallerTask task = latest.get(caller);
        if (task != null) {
            task.abandon();
        }
    }
}
