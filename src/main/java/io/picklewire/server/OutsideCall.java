package io.picklewire.server;

import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.OutsideObject;
import io.picklewire.shared.SharedIterator;
import io.picklewire.shared.SharedObject;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call of an object that is outside: no event, so it is answered here. Any thread. */
final class OutsideCall {
    private final Dispatcher dispatcher;
    private final Event.Called call;
    private final ObjectEntry target;
    private final OutsideObject object;

    OutsideCall(Dispatcher dispatcher, Event.Called call, ObjectEntry target, OutsideObject object) {
        this.dispatcher = dispatcher;
        this.call = call;
        this.target = target;
        this.object = object;
    }

    /** Begins it; {@code answered} gets the answer, from whichever thread has it. */
    void begin(ServedClient client, Consumer<Effect.Answer> answered) {
        CompletionStage<? extends @Nullable Object> stage =
                object.call(call, dispatcher.objects()::findShared, client.executor());
        var unused = stage.whenComplete((result, failure) -> {
            if (failure instanceof CancellationException) {
                return; // the client has given the call up
            }
            if (failure != null) {
                answered.accept(Effect.Answer.ofFailure(call, Failures.asPython(failure)));
            } else {
                answer(result, answered);
            }
        });
    }

    private void answer(@Nullable Object result, Consumer<Effect.Answer> answered) {
        String typeid = result == object
                ? target.typeid()
                : target.object().methodToTypeid().get(call.request().method());
        if (result instanceof SharedIterator iterator && (typeid == null || !Dispatcher.isShared(typeid, target))) {
            answered.accept(Effect.Answer.of(call, iterator.whole()));
        } else if (result instanceof SharedObject shared && typeid != null) {
            share(shared, typeid, answered);
        } else {
            answered.accept(Effect.Answer.of(call, result));
        }
    }

    /** Enters a result that is itself shared. */
    private void share(SharedObject result, String typeid, Consumer<Effect.Answer> answered) {
        Event.Names names = new Event.Names(dispatcher.newIdent(), typeid, "", null);
        dispatcher
                .router()
                .submit(
                        new Event.Entered(call.client(), call.ticket(), names, result, dispatcher.time()),
                        (effect, cause) -> {
                            if (effect instanceof Effect.Answer answer) {
                                answered.accept(answer);
                            }
                        });
    }
}
