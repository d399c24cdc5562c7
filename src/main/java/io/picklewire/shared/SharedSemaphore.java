package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.Index;
import io.picklewire.python.Ordering;
import io.picklewire.python.PyException;
import io.picklewire.python.Repr;
import io.picklewire.python.TypeName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore: {@code threading.Semaphore}, or {@code threading.BoundedSemaphore}. Those who wait are let in in the order
 * in which they came. What a client has acquired of a bounded one, which counts a stock of something, is released when the
 * client was killed; any other semaphore may be a signal that one acquires and another releases, and keeps its count.
 * Any thread.
 */
final class SharedSemaphore extends BuiltInObject<SharedSemaphore> {
    private static final Parameter BLOCKING = Parameter.optional("blocking", true);
    private static final Parameter TIMEOUT = Parameter.optional("timeout", null);
    private static final Methods<SharedSemaphore> ANY = methods("Semaphore");
    private static final Methods<SharedSemaphore> BOUNDED = methods("BoundedSemaphore");

    private final boolean isBounded;
    /** Whether its count is a float, as Python allows: then it may be no whole number, and go below zero. */
    private final boolean isFloat;

    private final BigDecimal initial;
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    /** Of a bounded semaphore, how much of what is missing each client has; in all it is all that is missing. */
    private final Map<ClientId, Integer> held = new LinkedHashMap<>();

    private BigDecimal value;

    private SharedSemaphore(boolean isBounded, boolean isFloat, BigDecimal value) {
        this.isBounded = isBounded;
        this.isFloat = isFloat;
        this.initial = value;
        this.value = value;
    }

    private static Methods<SharedSemaphore> methods(String type) {
        return new Methods<SharedSemaphore>()
                .add("acquire", Signature.python("Semaphore.acquire", BLOCKING, TIMEOUT), SharedSemaphore::acquire)
                .add(
                        "release",
                        Signature.python(type + ".release", Parameter.optional("n", 1)),
                        SharedSemaphore::release)
                .add("locked", Signature.fixed("locked", 0), (semaphore, args) -> semaphore.locked())
                .reads("locked");
    }

    /**
     * A semaphore with that count.
     *
     * @throws PyException ValueError when it is negative or no number that can be counted down, TypeError when it is none
     */
    static SharedSemaphore of(boolean isBounded, @Nullable Object value) {
        if (Ordering.lessThan(value, 0)) {
            throw PyException.valueError("semaphore initial value must be >= 0");
        }
        if (value instanceof Double count) {
            if (!Double.isFinite(count)) {
                throw PyException.valueError("a semaphore's value must be a finite number, not " + Repr.of(value));
            }
            return new SharedSemaphore(isBounded, true, new BigDecimal(count));
        }
        if (!Index.isIndex(value)) {
            throw PyException.typeError("a semaphore's value must be a number, not " + TypeName.of(value));
        }
        return new SharedSemaphore(isBounded, false, new BigDecimal(Index.of(value)));
    }

    private Object acquire(Arguments args) {
        boolean blocking = args.truth(0);
        if (!blocking && args.value(1) != null) {
            throw PyException.valueError("can't specify timeout for non-blocking acquire");
        }
        if (value.signum() != 0) {
            take(args.client());
            return true;
        }
        if (!blocking) {
            return false;
        }
        Timeout timeout = Timeout.ofDeadline(args.value(1));
        Waiter waiter = Waiter.of(args.call());
        waiters.add(waiter);
        return await(waiter, args, timeout);
    }

    @Override
    void expire(Waiter waiter) {
        waiters.remove(waiter);
        settle(waiter, false);
    }

    private @Nullable Object release(Arguments args) {
        if (Ordering.lessThan(args.value(0), 1)) {
            throw PyException.valueError("n must be one or more");
        }
        BigInteger count = Index.of(args.value(0));
        if (isBounded && value.add(new BigDecimal(count)).compareTo(initial) > 0) {
            throw PyException.valueError("Semaphore released too many times");
        }
        forgetHeld(args.client(), count);
        add(count);
        return null;
    }

    private void take(ClientId client) {
        if (isBounded && held.merge(client, 1, Integer::sum) == 1) {
            hold(client);
        }
        value = value.subtract(BigDecimal.ONE);
    }

    /** What a client releases is first what it had acquired itself, then what others had, the longest ago first. */
    private void forgetHeld(ClientId client, BigInteger count) {
        if (!isBounded) {
            return;
        }
        int rest = count.intValue() - takeFrom(client, count.intValue());
        for (ClientId holder : List.copyOf(held.keySet())) {
            rest -= takeFrom(holder, rest);
        }
    }

    private int takeFrom(ClientId holder, int most) {
        int taken = Math.min(held.getOrDefault(holder, 0), most);
        if (taken > 0 && held.merge(holder, -taken, Integer::sum) == 0) {
            held.remove(holder);
            letGo(holder);
        }
        return taken;
    }

    private void add(BigInteger count) {
        value = value.add(new BigDecimal(count));
        while (value.signum() != 0 && !waiters.isEmpty()) {
            Waiter waiter = waiters.iterator().next();
            waiters.remove(waiter);
            take(waiter.client());
            settle(waiter, new Delivery.Permit());
        }
    }

    /** The one who was let in does not know of it; when it is gone for good, all that it held is released already. */
    @Override
    void undelivered(ClientId client, Delivery delivery) {
        if (!isBounded || held.containsKey(client)) {
            forgetHeld(client, BigInteger.ONE);
            add(BigInteger.ONE);
        }
    }

    private Object locked() {
        throw PyException.attributeError("'" + name() + "' object has no attribute 'locked'");
    }

    @Override
    String typeName() {
        return name();
    }

    private String name() {
        return isBounded ? "BoundedSemaphore" : "Semaphore";
    }

    @Override
    void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    @Override
    void release(ClientId client) {
        Integer had = held.remove(client);
        if (had != null) {
            letGo(client);
            add(BigInteger.valueOf(had));
        }
    }

    @Override
    Collection<ClientId> holders() {
        return held.keySet();
    }

    /** Any other may release it. */
    @Override
    void depart(ClientId client) {}

    @Override
    public ObjectStatus status() {
        return read(() -> new ObjectStatus(
                List.of(new ObjectStatus.Fact("value", shown(value))), null, List.of(Waiter.told("waiting", waiters))));
    }

    @Override
    void save(StateWriter out) {
        out.flag(isBounded).flag(isFloat).text(initial.toString()).text(value.toString());
        out.each(held.entrySet(), each -> out.client(each.getKey()).number(each.getValue()));
        out.each(waiters, out::waiter);
    }

    static SharedSemaphore read(StateReader in) {
        SharedSemaphore semaphore = new SharedSemaphore(in.flag(), in.flag(), new BigDecimal(in.text()));
        semaphore.value = new BigDecimal(in.text());
        in.each(() -> semaphore.held.put(in.client(), (int) in.number()));
        semaphore.restore(in, semaphore.waiters);
        return semaphore;
    }

    @Override
    Methods<SharedSemaphore> methods() {
        return isBounded ? BOUNDED : ANY;
    }

    @Override
    SharedSemaphore self() {
        return this;
    }

    @Override
    String repr(boolean isPython2) {
        if (isPython2) {
            return identity("threading._" + name() + " object") + ">";
        }
        return read(() -> identity("threading." + name()) + ": value=" + shown(value)
                + (isBounded ? "/" + shown(initial) : "") + ">");
    }

    private String shown(BigDecimal count) {
        return Repr.of(isFloat ? (Object) count.doubleValue() : count.toBigIntegerExact());
    }
}
