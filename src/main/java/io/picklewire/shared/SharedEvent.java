package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An event: {@code threading.Event}. Any thread. */
final class SharedEvent extends BuiltInObject<SharedEvent> {
    private static final Methods<SharedEvent> METHODS = new Methods<SharedEvent>()
            .add("is_set", Signature.python("Event.is_set"), (event, args) -> event.isSet)
            .add("set", Signature.python("Event.set"), (event, args) -> event.set())
            .add("clear", Signature.python("Event.clear"), (event, args) -> event.clear())
            .add("wait", Signature.python("Event.wait", Parameter.optional("timeout", null)), SharedEvent::wait)
            .reads("is_set");

    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private boolean isSet;

    private @Nullable Object set() {
        isSet = true;
        waiters.forEach(waiter -> settle(waiter, true));
        waiters.clear();
        return null;
    }

    private @Nullable Object clear() {
        isSet = false;
        return null;
    }

    private Object wait(Arguments args) {
        if (isSet) {
            return true;
        }
        Timeout timeout = Timeout.ofWait(args.value(0));
        Waiter waiter = Waiter.of(args.call());
        waiters.add(waiter);
        return await(waiter, args, timeout);
    }

    @Override
    void expire(Waiter waiter) {
        waiters.remove(waiter);
        settle(waiter, false);
    }

    @Override
    void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    @Override
    public ObjectStatus status() {
        return read(() -> new ObjectStatus(
                List.of(ObjectStatus.Fact.of(isSet ? "set" : "unset")),
                null,
                List.of(Waiter.told("waiting", waiters))));
    }

    @Override
    void save(StateWriter out) {
        out.flag(isSet).each(waiters, out::waiter);
    }

    static SharedEvent read(StateReader in) {
        SharedEvent event = new SharedEvent();
        event.isSet = in.flag();
        event.restore(in, event.waiters);
        return event;
    }

    @Override
    Methods<SharedEvent> methods() {
        return METHODS;
    }

    @Override
    SharedEvent self() {
        return this;
    }

    @Override
    String repr(boolean isPython2) {
        if (isPython2) {
            return identity("threading._Event object") + ">";
        }
        return identity("threading.Event") + ": " + (read(() -> isSet) ? "set" : "unset") + ">";
    }
}
