package io.picklewire.server;

import io.picklewire.python.Budget;
import io.picklewire.python.PyException;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Effects;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies events at once, on the thread that submits them, and lets their effects leave at once. What an event loop has no
 * time for is done elsewhere ({@link LongWork}); whatever concerns the same object meanwhile follows it there. Any thread.
 */
final class DirectRouter implements CallRouter {
    private final ObjectTable objects;
    private final Clients clients;
    /** What is under way elsewhere, by the object's ident. */
    private final Map<String, LongWork> elsewhere = new ConcurrentHashMap<>();

    DirectRouter(ObjectTable objects, Clients clients) {
        this.objects = objects;
        this.clients = clients;
    }

    @Override
    public void submit(Event event, Recipient asker) {
        String ident = event instanceof Event.OfObject about ? about.ident() : null;
        if (ident != null && elsewhere.containsKey(ident)) {
            later(ident, () -> apply(event, asker));
            return;
        }
        try {
            Budget.limited(() -> {
                apply(event, asker);
                return true;
            });
        } catch (Budget.Exceeded e) {
            later(ident, () -> apply(event, asker));
        }
    }

    private void apply(Event event, Recipient asker) {
        Effects spare = asker.takeEffects();
        Effects effects = spare == null ? objects.newEffects() : spare;
        try {
            objects.apply(event, effects);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            if (e instanceof Budget.Exceeded) {
                throw e;
            }
            fail(event, asker, e);
        } finally {
            effects.drain(effect -> dispatch(effect, event, asker));
            asker.giveBack(effects);
        }
        asker.applied(event);
    }

    private static void fail(Event event, Recipient asker, Throwable failure) {
        PyException raised = Failures.asPython(failure);
        if (event instanceof Event.Asked asked) {
            asker.receive(Effect.Answer.ofFailure(asked, raised), event);
        }
    }

    private void dispatch(Effect effect, Event event, Recipient asker) {
        if (event instanceof Event.Asked asked && asked.client().equals(effect.client())) {
            asker.receive(effect, event);
            return;
        }
        ServedClient client = clients.find(effect.client());
        if (client != null) { // one that is not served any more was told of, and waits for nothing
            client.receive(effect, null);
        }
    }

    @Override
    public void read(Event.Called call, boolean isLong, Supplier<@Nullable Object> reading, Recipient asker) {
        Runnable task = () -> asker.receive(read(call, reading), call);
        if (isLong || elsewhere.containsKey(call.ident())) {
            later(call.ident(), task);
            return;
        }
        Effect.Answer answer;
        try {
            answer = Budget.limited(() -> read(call, reading));
        } catch (Budget.Exceeded e) {
            later(call.ident(), task);
            return;
        }
        asker.receive(answer, call);
    }

    private static Effect.Answer read(Event.Called call, Supplier<@Nullable Object> reading) {
        try {
            return Effect.Answer.of(call, reading.get());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            if (e instanceof Budget.Exceeded) {
                throw e;
            }
            return Effect.Answer.ofFailure(call, Failures.asPython(e));
        }
    }

    private void later(@Nullable String ident, Runnable task) {
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
