package io.picklewire.shared;

import io.picklewire.conversion.JavaFailure;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application's own object that is shared. What is called of it runs on the caller's own thread, because it
 * may block, or hold locks that belong to a thread. It sees plain Java values, and a reply is a copy of what it
 * gives. Any thread.
 */
abstract class JavaShared implements SharedObject {
    private final Object target;
    private final CallerTasks tasks = new CallerTasks();

    JavaShared(Object target) {
        this.target = target;
    }

    /** The application's object. */
    final Object target() {
        return target;
    }

    /**
     * Carries out a call on the caller's own thread, where it may block until it is interrupted.
     *
     * @return the result as a Python value, or a {@link Handover}, or a stage of either
     * @throws Exception what the object threw
     */
    abstract @Nullable Object invoke(Call call) throws Exception;

    @Override
    public final Object call(Call call) {
        return tasks.run(call.caller(), () -> invoke(call));
    }

    @Override
    public final void abandon(Caller caller) {
        tasks.abandon(caller);
    }

    @Override
    public final void leave(Caller caller) {
        tasks.abandon(caller);
    }

    /** None: what an application keeps of a proxy does not keep the object that it names. */
    @Override
    public final Collection<String> references() {
        return List.of();
    }

    @Override
    public @Nullable Object value() {
        return target;
    }

    @Override
    public String repr(int protocol) {
        try {
            return String.valueOf(target);
        } catch (RuntimeException | StackOverflowError e) { // its toString fails
            throw JavaFailure.toPython(e);
        }
    }
}
