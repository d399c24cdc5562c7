package io.picklewire.server;

import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.OutsideObject;
import io.picklewire.shared.SharedIterator;
import io.picklewire.shared.SharedObject;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
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

    /** Begins it; the client receives the answer, from whichever thread has it. */
    void begin(ServedClient client) {
        CompletionStage<? extends @Nullable Object> stage =
                object.call(call, dispatcher.objects()::findShared, client.executor());
        var unused = stage.whenComplete((result, failure) -> {
            if (failure instanceof CancellationException) {
                return; // the client has given the call up
            }
            if (failure != null) {
                client.receive(Effect.Answer.ofFailure(call, Failures.asPython(failure)), null);
            } else {
                answer(result, client);
            }
        });
    }

    private void answer(@Nullable Object result, ServedClient client) {
        String typeid = result == object
                ? target.typeid()
                : target.object().methodToTypeid().get(call.request().method());
        if (result instanceof SharedIterator iterator && (typeid == null || !Dispatcher.isShared(typeid, target))) {
            client.receive(Effect.Answer.of(call, iterator.whole()), null);
        } else if (result instanceof SharedObject shared && typeid != null) {
            share(shared, typeid, client);
        } else {
            client.receive(Effect.Answer.of(call, result), null);
        }
    }

    /** Enters a result that is itself shared. */
    private void share(SharedObject result, String typeid, ServedClient client) {
        Event.Names names = new Event.Names(dispatcher.newIdent(), typeid, "", null);
        Event entered = new Event.Entered(call.client(), call.ticket(), names, result, dispatcher.time());
        dispatcher.router().submit(entered, (effect, cause) -> client.receive(effect, null));
    }
}
