package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.PyException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@code Pool.imap}, an iterator that waits for them. Any thread. Source: CPython's
 * {@code pool.IMapIterator}.
 */
final class SharedResults extends PoolOutput<SharedResults, PoolResults> {
    private static final Parameter TIMEOUT = Parameter.optional("timeout", null);
    private static final Methods<SharedResults> METHODS = new Methods<SharedResults>()
            .add("__next__", Signature.python("IMapIterator.next", TIMEOUT), SharedResults::next)
            .add("next", Signature.python("IMapIterator.next", TIMEOUT), SharedResults::next);

    SharedResults(SharedPool pool, PoolJobs.Job job) {
        this(pool, job.number(), (PoolResults) job.sink());
    }

    private SharedResults(SharedPool pool, long job, PoolResults sink) {
        super(pool, job, sink);
    }

    private @Nullable Object next(Arguments args) {
        Timeout timeout = Timeout.ofWait(args.value(0));
        Delivery next = sink().next();
        if (next != null) {
            return next;
        }
        if (timeout.nanos() == 0) {
            throw PoolResults.timeout();
        }
        Waiter waiter = Waiter.of(args.call());
        sink().addTaker(waiter);
        return await(waiter, args, timeout);
    }

    @Override
    void undelivered(ClientId client, Delivery delivery) {
        if (delivery instanceof Delivery.Item item) {
            sink().putBack(item);
        }
    }

    @Override
    public ObjectStatus status() {
        return read(() -> new ObjectStatus(List.of(), null, List.of(Waiter.told("waiting", sink().waiting()))));
    }

    @Override
    public Object value() {
        throw PyException.typeError("cannot pickle an iterator that is shared");
    }

    static SharedResults read(StateReader in, ObjectLookup objects) {
        return read(in, objects, PoolResults.class, PoolResults::read, SharedResults::new);
    }

    @Override
    Methods<SharedResults> methods() {
        return METHODS;
    }

    @Override
    SharedResults self() {
        return this;
    }

    @Override
    String repr(boolean isPython2) {
        return identity("multiprocessing.pool." + (sink().isOrdered() ? "IMapIterator" : "IMapUnorderedIterator")
                        + " object")
                + ">";
    }
}
