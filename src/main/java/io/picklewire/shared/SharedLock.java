package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lock: {@code threading.Lock}, or {@code threading.RLock} when it is reentrant. The owner is the caller that
 * acquired it; who waits gets it in the order of coming. When the owner was killed, the lock is released; an owner that
 * just ended leaves it held. Any caller may release a lock that is not reentrant, as in Python. Any thread.
 */
public final class SharedLock extends Monitor<SharedLock> {
    private static final Parameter BLOCKING = Parameter.optional("blocking", true);
    private static final Parameter TIMEOUT = Parameter.optional("timeout", -1);
    private static final Methods<SharedLock> PLAIN = methods(false, lock -> lock);
    private static final Methods<SharedLock> REENTRANT = methods(true, lock -> lock);

    /**
     * What one who waits for the lock is to get.
     *
     * @param depth how deep it will own the lock
     * @param result what it is told then
     * @param undo for one who had given up the lock to wait for something else: passes that on, if it is not there to
     *     take it; null for one who had not
     */
    private record Claim(int depth, @Nullable Object result, @Nullable Runnable undo) {
        void passOn() {
            if (undo != null) {
                undo.run();
            }
        }
    }

    private final boolean isReentrant;
    private final Map<Waiter, Claim> claims = new LinkedHashMap<>();
    /**
     * Callers whose wait, for which they had given up the lock, was broken off: they believe that they own it, and
     * how deep.
     */
    private final Map<Caller, Integer> interrupted = new HashMap<>();

    private @Nullable Caller owner;
    private int depth;
    /** Counts who owned it, so that one ownership is told from the next of the same caller. */
    private long tenure;

    private SharedLock(Guard guard, boolean isReentrant) {
        super(guard);
        this.isReentrant = isReentrant;
    }

    /** A {@code threading.Lock}. */
    public static SharedLock plain() {
        return new SharedLock(new Guard(), false);
    }

    /** A {@code threading.RLock}, which its owner may acquire again. */
    public static SharedLock reentrant() {
        return new SharedLock(new Guard(), true);
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
                        .isLocked());
    }

    private static String typeName(boolean isReentrant) {
        return isReentrant ? "RLock" : "lock";
    }

    boolean isReentrant() {
        return isReentrant;
    }

    private Object acquire(Arguments args) {
        boolean blocking = args.truth(0);
        Timeout timeout = Timeout.ofLock(blocking, args.value(1));
        Caller caller = args.caller();
        if (owner == null || (isReentrant && owner == caller)) {
            own(caller, 1);
            return true;
        }
        if (!blocking) {
            return false;
        }
        Waiter waiter = new Waiter(caller);
        claims.put(waiter, new Claim(1, true, null));
        return await(waiter, timeout, () -> {
            claims.remove(waiter);
            settle(waiter, false);
        });
    }

    private @Nullable Object release(Arguments args) {
        Caller caller = args.caller();
        if (releaseBelieved(caller)) {
            return null;
        }
        if (!isOwnedBy(caller)) {
            throw isReentrant
                    ? PyException.runtimeError("cannot release un-acquired lock")
                    : PyException.of(errorType(caller), "release unlocked lock");
        }
        giveBack(1);
        return null;
    }

    /** A caller releases what it only believes to own: that must not touch the lock, which another may own by now. */
    private boolean releaseBelieved(Caller caller) {
        Integer believed = interrupted.remove(caller);
        if (believed != null && believed > 1) {
            interrupted.put(caller, believed - 1);
        } else if (believed != null) {
            caller.detach(this);
        }
        return believed != null;
    }

    /** Python 2's {@code thread.error} is a class of its own. */
    private static PyGlobal errorType(Caller caller) {
        return caller.protocol() <= 2 ? new PyGlobal("_thread", "error") : new PyGlobal("builtins", "RuntimeError");
    }

    boolean isLocked() {
        return owner != null;
    }

    /** Whether it is the caller's to release. To be asked in a change. */
    boolean isOwnedBy(Caller caller) {
        return interrupted.containsKey(caller) || (isReentrant ? owner == caller : owner != null);
    }

    /** Gives the lock up whole, for a wait on a condition, and says how deep it was owned. To be called in a change. */
    int giveUp(Caller caller) {
        Integer believed = interrupted.remove(caller);
        if (believed != null) {
            return believed;
        }
        int given = depth;
        giveBack(depth);
        return given;
    }

    /**
     * Has a waiter own the lock again when its turn comes, and be told {@code result}. To be called in a change.
     *
     * @param undo to be run in a change if the waiter is not there any more when its turn comes
     */
    void reclaim(Waiter waiter, int ownedDepth, @Nullable Object result, Runnable undo) {
        claims.put(waiter, new Claim(ownedDepth, result, undo));
        if (owner == null) {
            passOn();
        }
    }

    /** A wait, for which the caller had given up the lock, is broken off. To be called in a change. */
    void interrupted(Caller caller, int ownedDepth) {
        if (caller.attach(this)) {
            interrupted.put(caller, ownedDepth);
        }
    }

    private void own(Caller caller, int times) {
        if (owner == null) {
            if (!caller.attach(this)) {
                return; // gone; nobody will read the answer
            }
            owner = caller;
            tenure++;
        }
        Integer believed = interrupted.remove(caller);
        depth += believed != null && isReentrant ? times + believed : times;
    }

    private void giveBack(int times) {
        depth -= times;
        if (depth == 0) {
            Caller last = Objects.requireNonNull(owner);
            owner = null;
            last.detach(this);
            passOn();
        }
    }

    /** Gives the free lock to whoever has waited longest and is still there. */
    private void passOn() {
        while (owner == null && !claims.isEmpty()) {
            Map.Entry<Waiter, Claim> next = claims.entrySet().iterator().next();
            Waiter waiter = next.getKey();
            Claim claim = next.getValue();
            claims.remove(waiter);
            own(waiter.caller(), claim.depth());
            if (owner == null) {
                claim.passOn();
            } else {
                long granted = tenure;
                settle(waiter, new Handover(claim.result(), () -> takeBack(granted, claim)));
            }
        }
    }

    /**
     * The one who was given the lock does not know of it. One who had given it up for a wait believes all the same
     * that it owns the lock again; but the notification is for another.
     */
    private void takeBack(long granted, Claim claim) {
        change(() -> {
            if (claim.undo() != null) {
                claim.passOn();
            } else if (owner != null && tenure == granted && depth >= claim.depth()) {
                giveBack(claim.depth());
            }
            return null;
        });
    }

    @Override
    void forget(Waiter waiter) {
        Claim claim = claims.remove(waiter);
        if (claim != null) {
            claim.passOn();
        }
    }

    @Override
    void interrupt(Waiter waiter) {
        Claim claim = claims.get(waiter);
        forget(waiter);
        if (claim != null && claim.undo() != null) {
            interrupted(waiter.caller(), claim.depth());
        }
    }

    @Override
    void release(Caller caller) {
        interrupted.remove(caller);
        if (owner == caller) {
            giveBack(depth);
        }
    }

    /** Any other may release a lock that is not reentrant, as in Python. */
    @Override
    boolean keeps(Caller caller) {
        if (isReentrant) {
            release(caller);
        }
        interrupted.remove(caller);
        return owner == caller;
    }

    @Override
    public @Nullable Caller holder(Caller waiting) {
        return read(() -> {
            Waiter waiter = guard().waitOf(waiting);
            boolean waits = waiter != null && !waiter.isLimited() && claims.containsKey(waiter);
            return waits ? owner : null;
        });
    }

    @Override
    public String status() {
        return read(() -> (owner == null ? "free" : "owner " + owner) + Waiter.names("waiting", claims.keySet()));
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
    public String repr(int protocol) {
        return read(() -> protocol <= 2 ? python2() : identity(python3()) + ">");
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
