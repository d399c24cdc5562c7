package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lock: {@code threading.Lock}, or {@code threading.RLock} when it is reentrant. The owner is the client that
 * acquired it; those who wait get it in the order in which they came. When the owner was killed, the lock is released; an owner that
 * just ended leaves it held. Any client may release a lock that is not reentrant, as in Python. Any thread.
 */
final class SharedLock extends BuiltInObject<SharedLock> {
    private static final Parameter BLOCKING = Parameter.optional("blocking", true);
    private static final Parameter TIMEOUT = Parameter.optional("timeout", -1);

    private static final Methods<SharedLock> PLAIN = methods(false, lock -> lock);
    private static final Methods<SharedLock> REENTRANT = methods(true, lock -> lock);

    /**
     * What one who waits for the lock is to get.
     *
     * @param depth how deep it will own the lock
     * @param result what it is told then
     * @param wake see {@link Delivery.Grant}
     * @param condition which of the lock's conditions the notification came from, if one did
     */
    private record Claim(int depth, @Nullable Object result, int wake, int condition) {
        static final Claim PLAIN = new Claim(1, true, Delivery.Grant.NONE, 0);

        boolean isOfCondition() {
            return wake != Delivery.Grant.NONE;
        }
    }

    private final boolean isReentrant;
    /** The conditions with this lock, by their number among these. */
    private final Map<Integer, SharedCondition> conditions = new HashMap<>();

    private final Map<Waiter, Claim> claims = new LinkedHashMap<>();
    /**
     * Clients whose wait, for which they had given up the lock, was broken off: they believe that they own it, and
     * how deep.
     */
    private final Map<ClientId, Integer> interrupted = new LinkedHashMap<>();

    /** The ident of the condition that a lock serves in which clients do not know. */
    private String condition = "";

    private int lastCondition;
    private @Nullable ClientId owner;
    private boolean ownerHasEnded;
    private int depth;
    /** Counts who owned it, so that one ownership is told from the next of the same client. */
    private long tenure;

    private SharedLock(boolean isReentrant) {
        this.isReentrant = isReentrant;
    }

    /** A {@code threading.Lock}. */
    public static SharedLock plain() {
        return new SharedLock(false);
    }

    /** A {@code threading.RLock}, which its owner may acquire again. */
    public static SharedLock reentrant() {
        return new SharedLock(true);
    }

    /** The methods of what has a lock, which are its lock's. */
    static <T> Methods<T> methods(boolean isReentrant, Function<T, SharedLock> lock) {
        String type = typeName(isReentrant);
        return new Methods<T>()
                .add("acquire", Signature.keywords("acquire", BLOCKING, TIMEOUT), (object, args) -> lock.apply(object)
                        .acquire(args))
                .add("release", Signature.fixed(type + ".release", 0), (object, args) -> lock.apply(object)
                        .release(args))
                .add("locked", Signature.fixed(type + ".locked", 0), (object, args) -> lock.apply(object)
                        .isLocked())
                .reads("locked");
    }

    private static String typeName(boolean isReentrant) {
        return isReentrant ? "RLock" : "lock";
    }

    boolean isReentrant() {
        return isReentrant;
    }

    /** A condition has this lock from now on; returns its number, which is a new one if it had none. */
    int add(int number, SharedCondition condition) {
        int own = number == 0 ? ++lastCondition : number;
        conditions.put(own, condition);
        return own;
    }

    /** Clients that do not know the lock know it as that condition. */
    void servesIn(String ident) {
        condition = ident;
    }

    @Override
    String where() {
        return ident().isEmpty() ? condition : ident();
    }

    /** A condition is gone. */
    void remove(int number) {
        conditions.remove(number);
    }

    private Object acquire(Arguments args) {
        boolean blocking = args.truth(0);
        Timeout timeout = Timeout.ofLock(blocking, args.value(1));
        ClientId client = args.client();
        if (owner == null || (isReentrant && client.equals(owner))) {
            own(client, 1);
            return true;
        }
        if (!blocking) {
            return false;
        }
        Waiter waiter = Waiter.of(args.call());
        claims.put(waiter, Claim.PLAIN);
        return await(waiter, args, timeout);
    }

    @Override
    void expire(Waiter waiter) {
        claims.remove(waiter);
        settle(waiter, false);
    }

    private @Nullable Object release(Arguments args) {
        ClientId client = args.client();
        if (releaseBelieved(client)) {
            return null;
        }
        if (!isOwnedBy(client)) {
            throw isReentrant
                    ? PyException.runtimeError("cannot release un-acquired lock")
                    : PyException.of(errorType(args), "release unlocked lock");
        }
        giveBack(1);
        return null;
    }

    /** A client releases what it only believes to own: that must not touch the lock, which another may own by now. */
    private boolean releaseBelieved(ClientId client) {
        Integer believed = interrupted.remove(client);
        if (believed != null && believed > 1) {
            interrupted.put(client, believed - 1);
        } else if (believed != null) {
            letGo(client);
        }
        return believed != null;
    }

    /** Python 2's {@code thread.error} is a class of its own. */
    private static PyGlobal errorType(Arguments args) {
        return args.reader().isPython2() ? new PyGlobal("_thread", "error") : new PyGlobal("builtins", "RuntimeError");
    }

    boolean isLocked() {
        return owner != null;
    }

    /** Whether it is the client's to release. To be asked in a change. */
    boolean isOwnedBy(ClientId client) {
        return interrupted.containsKey(client) || (isReentrant ? client.equals(owner) : owner != null);
    }

    /** Gives the lock up whole, for a wait on a condition, and says how deep it was owned. To be called in a change. */
    int giveUp(ClientId client) {
        Integer believed = interrupted.remove(client);
        if (believed != null) {
            letGo(client);
            return believed;
        }
        int given = depth;
        giveBack(depth);
        return given;
    }

    /**
     * Has a waiter own the lock again when its turn comes, and be told {@code result}. To be called in a change.
     *
     * @param wake for how many others the notification is if the waiter is not there any more when its turn comes
     */
    void reclaim(Waiter waiter, int ownedDepth, @Nullable Object result, int wake, int condition) {
        claims.put(waiter, new Claim(ownedDepth, result, wake, condition));
        if (owner == null) {
            passOn();
        }
    }

    /** A wait, for which the client had given up the lock, is broken off. To be called in a change. */
    void interrupted(ClientId client, int ownedDepth) {
        interrupted.put(client, ownedDepth);
        hold(client);
    }

    private void own(ClientId client, int times) {
        if (owner == null) {
            owner = client;
            ownerHasEnded = false;
            tenure++;
            hold(client);
        }
        Integer believed = interrupted.remove(client);
        depth += believed != null && isReentrant ? times + believed : times;
    }

    private void giveBack(int times) {
        depth -= times;
        if (depth == 0) {
            ClientId last = Objects.requireNonNull(owner);
            owner = null;
            letGo(last);
            passOn();
        }
    }

    /** Gives the free lock to whoever has waited longest. */
    private void passOn() {
        Iterator<Map.Entry<Waiter, Claim>> first = claims.entrySet().iterator();
        if (owner == null && first.hasNext()) {
            Map.Entry<Waiter, Claim> next = first.next();
            first.remove();
            Waiter waiter = next.getKey();
            Claim claim = next.getValue();
            own(waiter.client(), claim.depth());
            settle(waiter, new Delivery.Grant(claim.result(), tenure, claim.depth(), claim.wake()));
        }
    }

    /** The one who was given the lock does not know of it. */
    @Override
    void undelivered(ClientId client, Delivery delivery) {
        if (delivery instanceof Delivery.Grant grant
                && owner != null
                && tenure == grant.tenure()
                && depth >= grant.depth()) {
            giveBack(grant.depth());
        }
    }

    @Override
    void forget(Waiter waiter) {
        Claim claim = claims.remove(waiter);
        SharedCondition condition = claim == null ? null : conditions.get(claim.condition());
        if (condition != null && claim.isOfCondition()) {
            condition.wake(claim.wake());
        }
    }

    @Override
    void interrupt(Waiter waiter) {
        Claim claim = claims.get(waiter);
        forget(waiter);
        if (claim != null && claim.isOfCondition()) {
            interrupted(waiter.client(), claim.depth());
        }
    }

    @Override
    void release(ClientId client) {
        if (interrupted.remove(client) != null && !client.equals(owner)) {
            letGo(client);
        }
        if (client.equals(owner)) {
            giveBack(depth);
        }
    }

    @Override
    String typeName() {
        return isReentrant ? "RLock" : "Lock";
    }

    @Override
    List<String> together() {
        return read(() -> {
            List<String> all = new ArrayList<>(
                    conditions.values().stream().map(SharedCondition::ident).toList());
            all.add(ident());
            all.removeIf(String::isEmpty);
            return all;
        });
    }

    @Override
    Collection<ClientId> holders() {
        Set<ClientId> all = new LinkedHashSet<>(interrupted.keySet());
        if (owner != null) {
            all.add(owner);
        }
        return all;
    }

    /** Any other may release a lock that is not reentrant, as in Python. */
    @Override
    void depart(ClientId client) {
        if (isReentrant || !client.equals(owner)) {
            release(client);
        } else {
            interrupted.remove(client);
            ownerHasEnded = true;
        }
    }

    @Override
    public @Nullable ClientId holder(ClientId waiting) {
        return read(() -> {
            Waiter waiter = guard().waitOf(waiting);
            boolean waits = waiter != null && !waiter.isLimited() && claims.containsKey(waiter);
            return waits ? owner : null;
        });
    }

    @Override
    public ObjectStatus status() {
        return read(() -> new ObjectStatus(
                owner == null ? List.of(ObjectStatus.Fact.of("free")) : List.of(),
                owner == null ? null : new ObjectStatus.Owner(owner.toString(), depth, ownerHasEnded),
                List.of(Waiter.told("waiting", claims.keySet()))));
    }

    @Override
    void save(StateWriter out) {
        out.flag(isReentrant).number(lastCondition).number(depth).number(tenure).flag(owner != null);
        if (owner != null) {
            out.client(owner).flag(ownerHasEnded);
        }
        out.each(interrupted.entrySet(), each -> out.client(each.getKey()).number(each.getValue()));
        out.each(claims.entrySet(), each -> {
            Claim claim = each.getValue();
            out.waiter(each.getKey()).number(claim.depth()).value(claim.result());
            out.number(claim.wake()).number(claim.condition());
        });
    }

    static SharedLock read(StateReader in) {
        SharedLock lock = new SharedLock(in.flag());
        lock.lastCondition = (int) in.number();
        lock.depth = (int) in.number();
        lock.tenure = in.number();
        if (in.flag()) {
            lock.owner = in.client();
            lock.ownerHasEnded = in.flag();
        }
        in.each(() -> lock.interrupted.put(in.client(), (int) in.number()));
        in.each(() -> {
            Waiter waiter = lock.restore(in);
            int depth = (int) in.number();
            Object result = in.value();
            return lock.claims.put(waiter, new Claim(depth, result, (int) in.number(), (int) in.number()));
        });
        return lock;
    }

    @Override
    Methods<SharedLock> methods() {
        return isReentrant ? REENTRANT : PLAIN;
    }

    @Override
    SharedLock self() {
        return this;
    }

    @Override
    public Object value() {
        throw PyException.typeError("cannot pickle '_thread." + typeName(isReentrant) + "' object");
    }

    @Override
    String repr(boolean isPython2) {
        return read(() -> isPython2 ? python2() : identity(python3()) + ">");
    }

    private String python3() {
        String state = (owner == null ? "unlocked" : "locked") + " _thread." + typeName(isReentrant) + " object";
        return isReentrant ? state + " owner=" + (owner == null ? "0" : owner.name()) + " count=" + depth : state;
    }

    private String python2() {
        String name = owner == null ? "None" : "'" + owner.name() + "'";
        return isReentrant ? "<_RLock owner=" + name + " count=" + depth + ">" : identity("thread.lock object") + ">";
    }
}
