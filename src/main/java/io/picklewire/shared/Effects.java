package io.picklewire.shared;

import io.picklewire.python.PyException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what comes of events, in order, to be carried out after the objects' locks were released. Reused from event to
 * event; used by one thread at a time.
 */
public final class Effects {
    private final List<Effect> collected = new ArrayList<>(2);

    private final EventLog log;

    Effects(EventLog log) {
        this.log = log;
    }

    void add(Effect effect) {
        collected.add(effect);
    }

    void answer(Event.Asked event, @Nullable Object value) {
        add(Effect.Answer.of(event, value));
    }

    void fail(Event.Asked event, PyException failure) {
        add(Effect.Answer.ofFailure(event, failure));
    }

    /** The last effect, if that is an answer whose value is an object that is to be shared; null otherwise. */
    Effect.@Nullable Answer lastOfShared() {
        int last = collected.size() - 1;
        boolean isShared = last >= 0
                && collected.get(last) instanceof Effect.Answer answer
                && answer.value() instanceof SharedObject;
        return isShared ? (Effect.Answer) collected.get(last) : null;
    }

    void replaceLast(Effect effect) {
        collected.set(collected.size() - 1, effect);
    }

    /** An event has been applied, and all of this has come of it; no other event of the same object can be meanwhile. */
    void applied(Event event) {
        log.applied(event, collected);
    }

    /** Carries out what was collected, in order, and forgets it. */
    public void drain(Consumer<Effect> task) {
        try {
            collected.forEach(task);
        } finally {
            collected.clear();
        }
    }
}
