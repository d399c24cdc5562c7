package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.PyException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code Pool.apply_async} or {@code map_async}: {@code multiprocessing.pool.AsyncResult}. Any thread. Source:
 * CPython's {@code pool.ApplyResult} and {@code MapResult}.
 */
final class SharedResult extends PoolOutput<SharedResult, PoolResult> {
    private static final Parameter TIMEOUT = Parameter.optional("timeout", null);
    private static final Methods<SharedResult> METHODS = new Methods<SharedResult>()
            .add("get", Signature.python("ApplyResult.get", TIMEOUT), SharedResult::get)
            .add("ready", Signature.python("ApplyResult.ready"), (result, args) -> result.sink()
                    .isReady())
            .add("successful", Signature.python("ApplyResult.successful"), (result, args) -> result.successful())
            .add("wait", Signature.python("ApplyResult.wait", TIMEOUT), SharedResult::await);

    SharedResult(SharedPool pool, PoolJobs.Job job) {
        this(pool, job.number(), (PoolResult) job.sink());
    }

    private SharedResult(SharedPool pool, long job, PoolResult sink) {
        super(pool, job, sink);
    }

    private @Nullable Object get(Arguments args) {
        if (sink().isReady()) {
            return sink().value();
        }
        Timeout timeout = Timeout.ofWait(args.value(0));
        if (timeout.nanos() == 0) {
            throw PoolResults.timeout();
        }
        Waiter waiter = Waiter.of(args.call());
        sink().addGetter(waiter);
        return await(waiter, args, timeout);
    }

    private @Nullable Object await(Arguments args) {
        Timeout timeout = Timeout.ofWait(args.value(0));
        if (sink().isReady() || timeout.nanos() == 0) {
            return null;
        }
        Waiter waiter = Waiter.of(args.call());
        sink().addWaiter(waiter);
        return await(waiter, args, timeout);
    }

    private boolean successful() {
        if (!sink().isReady()) {
            throw PyException.valueError(repr(false) + " not ready");
        }
        return sink().isSuccessful();
    }

    @Override
    public ObjectStatus status() {
        return read(() -> new ObjectStatus(
                sink().isReady() ? List.of(ObjectStatus.Fact.of("ready")) : List.of(),
                null,
                List.of(Waiter.told("waiting", sink().waiting()))));
    }

    static SharedResult read(StateReader in, ObjectLookup objects) {
        return read(in, objects, PoolResult.class, PoolResult::read, SharedResult::new);
    }

    @Override
    Methods<SharedResult> methods() {
        return METHODS;
    }

    @Override
    SharedResult self() {
        return this;
    }

    @Override
    String repr(boolean isPython2) {
        return identity("multiprocessing.pool." + (sink().isOfMany() ? "MapResult" : "ApplyResult") + " object") + ">";
    }
}
