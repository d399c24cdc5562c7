package io.picklewire.server;

import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Effects;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies events at once, on the thread that submits them, and lets their effects leave at once. What an event loop has no
 * time for is done elsewhere ({@link LongWork}); whatever concerns the same object meanwhile follows it there. Any thread.
 */
final class DirectRouter implements CallRouter {
    private final ObjectTable objects;
    private final Clients clients;
    private final Consumer<Effect.Call> calls;
    /** What is under way elsewhere, by the object's ident. */
    private final Map<String, LongWork> elsewhere = new ConcurrentHashMap<>();

    /** @param calls carries out what objects want of others */
    DirectRouter(ObjectTable objects, Clients clients, Consumer<Effect.Call> calls) {
        this.calls = calls;
        this.objects = objects;
        this.clients = clients;
    }

    @Override
    public boolean submit(Event event, Recipient asker) {
        String ident = event instanceof Event.OfObject about ? about.ident() : null;
        run(ident, false, () -> apply(event, asker));
        return true;
    }

    /** Does it here, or elsewhere when that takes long, or when something else is under way there. */
    private void run(@Nullable String ident, boolean isLong, Runnable task) {
        if (isLong || (ident != null && elsewhere.containsKey(ident))) {
            later(ident, task);
            return;
        }
        try {
            Budget.limited(() -> {
                task.run();
                return true;
            });
        } catch (Budget.Exceeded e) {
            later(ident, task);
        }
    }

    private void apply(Event event, Recipient asker) {
        Effects spare = asker.takeEffects();
        Effects effects = spare == null ? objects.newEffects() : spare;
        try {
            objects.apply(event, effects);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            PyException raised = raised(e);
            if (event instanceof Event.Asked asked) {
                asker.receive(Effect.Answer.ofFailure(asked, raised), event);
            }
        } finally {
            effects.drain(effect -> dispatch(effect, event, asker));
            asker.giveBack(effects);
        }
        asker.applied(event);
    }

    private void dispatch(Effect effect, Event event, Recipient asker) {
        if (effect instanceof Effect.Call call) {
            calls.accept(call);
            return;
        }
        if (event instanceof Event.Asked asked && asked.client().equals(effect.client())) {
            asker.receive(effect, event);
            return;
        }
        Recipient client = clients.find(effect.client());
        if (client != null) { // one that is not served any more was told of, and waits for nothing
            client.receive(effect, null);
        }
    }

    @Override
    public void read(Event.Called call, boolean isLong, Supplier<@Nullable Object> reading, Recipient asker) {
        run(call.ident(), isLong, () -> asker.receive(read(call, reading), call));
    }

    private static Effect.Answer read(Event.Called call, Supplier<@Nullable Object> reading) {
        try {
            return Effect.Answer.of(call, reading.get());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return Effect.Answer.ofFailure(call, raised(e));
        }
    }

    /** A failure as the client is told of it; that it takes too long here is none. */
    private static PyException raised(Throwable failure) {
        if (failure instanceof Budget.Exceeded exceeded) {
            throw exceeded;
        }
        return Failures.asPython(failure);
    }

    /** Whether something is under way elsewhere that concerns the object. */
    boolean isElsewhere(String ident) {
        return elsewhere.containsKey(ident);
    }

    /** Does it elsewhere, after what concerns the same object. */
    void later(@Nullable String ident, Runnable task) {
        if (ident == null) {
            var unused = LongWork.of(() -> {
                task.run();
                return true;
            });
            return;
        }
        elsewhere.compute(ident, (any, known) -> {
            LongWork work = known == null ? new LongWork() : known;
            work.add(task, () -> elsewhere.computeIfPresent(ident, (same, now) -> now.isUnderWay() ? now : null));
            return work;
        });
    }
}
