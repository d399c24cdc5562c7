package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.Index;
import io.picklewire.python.PyException;
import io.picklewire.python.TypeName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition: {@code threading.Condition}. It changes together with its lock, which may be a shared lock of its
 * own that others use too. A client that goes waits no longer, and takes no notification with it. Any thread.
 */
final class SharedCondition extends BuiltInObject<SharedCondition> {
    private static final Methods<SharedCondition> PLAIN = methods(false);
    private static final Methods<SharedCondition> REENTRANT = methods(true);

    private final SharedLock lock;
    /** Who waits to be notified, and how deep each owned the lock. */
    private final Map<Waiter, Integer> sleepers = new LinkedHashMap<>();

    private @Nullable Object proxy;

    /** Which of the lock's conditions it is, as long as it is in a table. */
    private int number;

    /** A condition with a lock of its own, an {@code RLock}. */
    public SharedCondition() {
        this(SharedLock.reentrant());
    }

    /** A condition with that lock. */
    public SharedCondition(SharedLock lock) {
        super(lock.guard());
        this.lock = lock;
    }

    private SharedCondition(SharedLock lock, int number) {
        super(lock.guard());
        this.lock = lock;
        this.number = number;
    }

    @Override
    void named(String given) {
        super.named(given);
        number = read(() -> lock.add(number, this));
        lock.servesIn(given);
    }

    @Override
    void gone() {
        lock.remove(number);
        number = 0;
        super.gone();
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
    SharedCondition keeping(@Nullable Object given) {
        stored().retain(given);
        proxy = given;
        return this;
    }

    private Object wait(Arguments args) {
        requireOwned(args, "wait on");
        Timeout timeout = Timeout.ofWait(args.value(0));
        Waiter waiter = Waiter.of(args.call());
        sleepers.put(waiter, lock.giveUp(args.client()));
        return await(waiter, args, timeout);
    }

    @Override
    void expire(Waiter waiter) {
        if (sleepers.containsKey(waiter)) {
            wake(waiter, false);
        } else {
            lock.expire(waiter);
        }
    }

    /** Sends a sleeper, if it still sleeps, to queue for the lock; it gets its answer with that. */
    private void wake(Waiter waiter, boolean notified) {
        Integer depth = sleepers.remove(waiter);
        if (depth != null) {
            guard().stopTimer(waiter);
            Object result = waiter.reader().isPython2() ? null : (Object) notified;
            lock.reclaim(waiter, depth, result, notified ? 1 : 0, number);
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

    /** Wakes so many of those who have slept longest. To be called in a change. */
    void wake(int most) {
        int count = Math.min(most, sleepers.size());
        for (Waiter waiter : new ArrayList<>(sleepers.keySet()).subList(0, count)) {
            wake(waiter, true);
        }
    }

    private void requireOwned(Arguments args, String what) {
        if (!lock.isOwnedBy(args.client())) {
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
            lock.interrupted(waiter.client(), depth);
        } else {
            lock.interrupt(waiter);
        }
    }

    @Override
    void release(ClientId client) {
        lock.release(client);
    }

    @Override
    List<String> together() {
        return lock.together();
    }

    @Override
    Collection<ClientId> holders() {
        return lock.holders();
    }

    @Override
    void depart(ClientId client) {
        lock.depart(client);
    }

    /**
     * One who had given up the lock for a wait believes all the same that it owns the lock again; but the notification is
     * for another.
     */
    @Override
    void undelivered(ClientId client, Delivery delivery) {
        if (delivery instanceof Delivery.Grant grant && grant.wake() != Delivery.Grant.NONE) {
            wake(grant.wake());
        } else {
            lock.undelivered(client, delivery);
        }
    }

    @Override
    public @Nullable ClientId holder(ClientId waiting) {
        return lock.holder(waiting);
    }

    @Override
    public ObjectStatus status() {
        return read(() -> {
            ObjectStatus locking = lock.status();
            List<ObjectStatus.Waiting> waiting = new ArrayList<>(locking.waiting());
            waiting.add(Waiter.told("to be notified", sleepers.keySet()));
            return new ObjectStatus(locking.facts(), locking.owner(), waiting);
        });
    }

    /** A lock that clients know is saved by itself. */
    @Override
    void save(StateWriter out) {
        boolean isOwn = lock.ident().isEmpty();
        out.flag(isOwn);
        if (isOwn) {
            lock.save(out);
        } else {
            out.text(lock.ident());
        }
        out.number(number).value(proxy);
        out.each(sleepers.entrySet(), each -> out.waiter(each.getKey()).number(each.getValue()));
    }

    /** Reads one; {@code objects} finds its lock. */
    static SharedCondition read(StateReader in, ObjectLookup objects) {
        SharedLock lock = in.flag() ? SharedLock.read(in) : known(objects.find(in.text()));
        SharedCondition condition = new SharedCondition(lock, (int) in.number());
        condition.keeping(in.value());
        in.each(() -> condition.sleepers.put(condition.restore(in), (int) in.number()));
        return condition;
    }

    private static SharedLock known(@Nullable SharedObject lock) {
        if (lock instanceof SharedLock found) {
            return found;
        }
        throw new IllegalStateException("the lock of a condition is not there");
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
    String repr(boolean isPython2) {
        return read(() -> "<Condition(" + lock.repr(isPython2) + ", " + sleepers.size() + ")>");
    }
}
