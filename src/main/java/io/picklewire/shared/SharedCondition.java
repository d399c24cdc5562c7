package io.picklewire.shared;

import io.picklewire.python.Index;
import io.picklewire.python.PyException;
import io.picklewire.python.TypeName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition: {@code threading.Condition}. It changes together with its lock, which may be a shared lock of its
 * own that others use too. Who is gone waits no longer, and no notification is lost on it. Any thread.
 */
public final class SharedCondition extends Monitor<SharedCondition> {
    private static final Methods<SharedCondition> PLAIN = methods(false);
    private static final Methods<SharedCondition> REENTRANT = methods(true);

    private final SharedLock lock;
    /** Who waits to be notified, and how deep each owned the lock. */
    private final Map<Waiter, Integer> sleepers = new LinkedHashMap<>();

    /** A condition with a lock of its own, an {@code RLock}. */
    public SharedCondition() {
        this(SharedLock.reentrant());
    }

    /** A condition with that lock. */
    public SharedCondition(SharedLock lock) {
        super(lock.guard());
        this.lock = lock;
    }

    private static Methods<SharedCondition> methods(boolean isReentrant) {
        return SharedLock.<SharedCondition>methods(isReentrant, condition -> condition.lock)
                .add(
                        "wait",
                        Signature.python("Condition.wait", Parameter.optional("timeout", null)),
                        SharedCondition::wait)
                .add(
                        "notify",
                        Signature.python("Condition.notify", Parameter.optional("n", 1)),
                        SharedCondition::notify)
                .add(
                        "notify_all",
                        Signature.python("Condition.notify_all"),
                        (condition, args) -> condition.notifyAll(args));
    }

    /** The lock's proxy is kept, which keeps the lock. */
    SharedCondition keeping(@Nullable Object proxy) {
        stored().retain(proxy);
        return this;
    }

    private Object wait(Arguments args) {
        requireOwned(args, "wait on");
        Timeout timeout = Timeout.ofWait(args.value(0));
        Waiter waiter = new Waiter(args.caller());
        sleepers.put(waiter, lock.giveUp(args.caller()));
        return await(waiter, timeout, () -> wake(waiter, false));
    }

    /** Sends a sleeper, if it still sleeps, to queue for the lock; it gets its answer with that. */
    private void wake(Waiter waiter, boolean notified) {
        Integer depth = sleepers.remove(waiter);
        if (depth != null) {
            waiter.stopTimer();
            Object result = waiter.caller().protocol() <= 2 ? null : (Object) notified;
            lock.reclaim(waiter, depth, result, () -> wake(notified ? 1 : 0));
        }
    }

    private @Nullable Object notify(Arguments args) {
        requireOwned(args, "notify on");
        if (!sleepers.isEmpty()) { // else Python does not look how many are meant
            wake(number(args.value(0)));
        }
        return null;
    }

    /** Python counts down while what is left is greater than 0, so a half is one too. */
    private int number(@Nullable Object most) {
        if (most instanceof Double number) {
            return (int) Math.ceil(Math.min(Math.max(number, 0), sleepers.size()));
        }
        if (!Index.isIndex(most)) {
            throw PyException.typeError("'>' not supported between instances of '" + TypeName.of(most) + "' and 'int'");
        }
        BigInteger bounded = Index.of(most).max(BigInteger.ZERO).min(BigInteger.valueOf(sleepers.size()));
        return bounded.intValue();
    }

    private @Nullable Object notifyAll(Arguments args) {
        requireOwned(args, "notify on");
        wake(sleepers.size());
        return null;
    }

    private void wake(int most) {
        int number = Math.min(most, sleepers.size());
        for (Waiter waiter : new ArrayList<>(sleepers.keySet()).subList(0, number)) {
            wake(waiter, true);
        }
    }

    private void requireOwned(Arguments args, String what) {
        if (!lock.isOwnedBy(args.caller())) {
            throw PyException.runtimeError("cannot " + what + " un-acquired lock");
        }
    }

    @Override
    void forget(Waiter waiter) {
        sleepers.remove(waiter);
        lock.forget(waiter);
    }

    /** The client leaves a {@code with} block on its way out, and will release what it had given up for the wait. */
    @Override
    void interrupt(Waiter waiter) {
        Integer depth = sleepers.remove(waiter);
        if (depth != null) {
            lock.interrupted(waiter.caller(), depth);
        } else {
            lock.interrupt(waiter);
        }
    }

    @Override
    void release(Caller caller) {
        lock.release(caller);
    }

    @Override
    boolean keeps(Caller caller) {
        return lock.keeps(caller);
    }

    @Override
    public @Nullable Caller holder(Caller waiting) {
        return lock.holder(waiting);
    }

    @Override
    public String status() {
        return read(() -> lock.status() + Waiter.names("to be notified", sleepers.keySet()));
    }

    @Override
    Methods<SharedCondition> methods() {
        return lock.isReentrant() ? REENTRANT : PLAIN;
    }

    @Override
    SharedCondition self() {
        return this;
    }

    @Override
    public Object value() {
        return lock.value();
    }

    @Override
    public String repr(int protocol) {
        return read(() -> "<Condition(" + lock.repr(protocol) + ", " + sleepers.size() + ")>");
    }
}
