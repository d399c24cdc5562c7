package io.picklewire.client;

import io.picklewire.conversion.JavaFailure;
import io.picklewire.protocol.Request;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This program's references to shared objects: counted in the manager when taken, and uncounted when closed or when
 * the garbage collector finds that nobody uses them. Any thread. Source: CPython's {@code BaseProxy._incref} and
 * {@code _decref}.
 */
final class ReferenceRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ReferenceRegistry.class);
    private static final long PATIENCE_MILLIS = 2000;
    private static final Cleaner CLEANER = Cleaner.create();

    private final Control control;
    private final Set<Drop> held = ConcurrentHashMap.newKeySet();

    ReferenceRegistry(Control control) {
        this.control = control;
    }

    /** Counts a reference in the manager. */
    CompletableFuture<Reference> take(String ident, int life) {
        return control.call("incref", Request.Arguments.of(ident))
                .thenApply(done -> new Reference(new Drop(ident, life)));
    }

    /** A reference that was counted already. */
    Reference uncounted(String ident) {
        Drop drop = new Drop(ident, Lives.ANY);
        drop.done.set(true);
        held.remove(drop);
        return new Reference(drop);
    }

    /**
     * Uncounts a reference: one that was dropped, or the one that {@code create} leaves until there is a proxy. Returns
     * whether the manager was reached; never fails.
     */
    CompletableFuture<Boolean> release(String ident, int life) {
        // After a restart it is no reference of this program, and perhaps another object.
        CompletableFuture<@Nullable Object> dropped = control.isIn(life)
                .thenCompose(isSame -> isSame
                        ? control.callOnce("decref", Request.Arguments.of(ident))
                        : CompletableFuture.completedFuture(null));
        return dropped.handle((done, failure) -> {
            if (failure != null) {
                LOG.debug("the reference to {} was not dropped: {}", ident, failure.getMessage());
            }
            return failure == null || JavaFailure.unwrapped(failure) instanceof RemoteException;
        });
    }

    /** Drops all that are still held, one after the other, unless the manager cannot be reached or hangs. */
    void dropAll() {
        boolean reached = true;
        for (Drop drop : new ArrayList<>(held)) {
            if (reached) {
                reached = isDone(drop.drop());
            }
            drop.done.set(true);
        }
        held.clear();
    }

    /**
     * Waits for a while until the manager knows. If it is not told, it finds out when this program ends. An interrupt
     * ends the wait; the thread stays interrupted.
     */
    private static boolean isDone(CompletableFuture<Boolean> dropped) {
        try {
            return dropped.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /** A reference that is held; the garbage collector watches it. */
    static final class Reference implements AutoCloseable {
        private final Drop drop;

        @SuppressWarnings("unused") // it is the cleaner that uses it
        private final Cleaner.Cleanable cleanable;

        private volatile boolean closed;

        private Reference(Drop drop) {
            this.drop = drop;
            this.cleanable = CLEANER.register(this, drop);
        }

        boolean isClosed() {
            return closed;
        }

        /** It is one in that life of the manager. */
        void in(int life) {
            drop.life = life;
        }

        /** From now on this is the reference that {@code other} was. */
        void moveTo(Reference other) {
            drop.moveTo(other.drop);
        }

        /** Drops it and waits until the manager knows, cannot be reached, or hangs. */
        @Override
        public void close() {
            closed = true;
            var unused = isDone(drop.drop());
        }
    }

    /** Drops a reference, once. It must not refer to the reference, which could then never be collected. */
    private final class Drop implements Runnable {
        private final AtomicBoolean done = new AtomicBoolean();
        private volatile String ident;
        private volatile int life;

        Drop(String ident, int life) {
            this.ident = ident;
            this.life = life;
            held.add(this);
        }

        void moveTo(Drop other) {
            ident = other.ident;
            life = other.life;
            other.done.set(true);
            held.remove(other);
        }

        CompletableFuture<Boolean> drop() {
            held.remove(this);
            return done.getAndSet(true) ? CompletableFuture.completedFuture(true) : release(ident, life);
        }

        /** For the cleaner, which must not wait. */
        @Override
        public void run() {
            var unused = drop();
        }
    }
}
