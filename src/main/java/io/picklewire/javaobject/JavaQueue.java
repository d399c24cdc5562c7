package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.shared.Arguments;
import io.picklewire.shared.Methods;
import io.picklewire.shared.OutsideObject;
import io.picklewire.shared.Parameter;
import io.picklewire.shared.Signature;
import io.picklewire.shared.StoredRepr;
import io.picklewire.shared.Timeout;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * An application's {@link Queue} with the methods of Python's {@code queue.Queue}. The application finds plain Java
 * values in it, and an empty {@link Optional} for None, which Java's queues do not hold. An item whose reply did not
 * arrive goes back: to the front of a {@link Deque}, to the end of any other queue. What the application itself takes
 * counts as done for {@code join}.
 *
 * <p>A queue that is no {@link BlockingQueue} is guarded by its own monitor; the application has to hold that
 * too. Any thread.
 */
final class JavaQueue extends JavaShared {
    private static final PyGlobal EMPTY = new PyGlobal("queue", "Empty");
    private static final PyGlobal FULL = new PyGlobal("queue", "Full");
    private static final Parameter ITEM = Parameter.required("item");
    private static final Parameter BLOCK = Parameter.optional("block", true);
    private static final Parameter TIMEOUT = Parameter.optional("timeout", null);
    static final Methods<JavaQueue> METHODS = new Methods<JavaQueue>()
            .add("empty", Signature.python("Queue.empty"), (queue, args) -> queue.size() == 0)
            .add("full", Signature.python("Queue.full"), (queue, args) -> queue.items.isFull())
            .add("get", Signature.python("Queue.get", BLOCK, TIMEOUT), JavaQueue::get)
            .add("get_nowait", Signature.python("Queue.get_nowait"), (queue, args) -> queue.take(0))
            .add("join", Signature.python("Queue.join"), (queue, args) -> queue.join())
            .add("put", Signature.python("Queue.put", ITEM, BLOCK, TIMEOUT), JavaQueue::put)
            .add("put_nowait", Signature.python("Queue.put_nowait", ITEM), (queue, args) -> queue.putNow(args))
            .add("qsize", Signature.python("Queue.qsize"), (queue, args) -> queue.size())
            .add("task_done", Signature.python("Queue.task_done"), (queue, args) -> queue.taskDone());

    private final QueueItems items;
    private final RedeliveryBuffer returned;
    private final TaskCounter unfinished = new TaskCounter(this::size);

    private JavaQueue(Queue<Object> queue, Exposure exposure, CustomTypes types) {
        super(queue, exposure, types);
        this.items = queue instanceof BlockingQueue<Object> blocking
                ? new QueueItems.Blocking(blocking)
                : new QueueItems.Plain(queue);
        this.returned = new RedeliveryBuffer(items);
    }

    @SuppressWarnings("unchecked") // what Python puts in is what Python programs choose
    static JavaQueue of(Queue<?> queue, Exposure exposure, CustomTypes types) {
        return new JavaQueue((Queue<Object>) queue, exposure, types);
    }

    @Override
    @Nullable
    Object invoke(Invocation call) {
        returned.restore();
        return METHODS.bind(call.call()).run(this);
    }

    /** The time counts only where there is a wait, as in Python. */
    private @Nullable Object put(Arguments args) {
        boolean block = args.truth(1);
        if (block && items.isBounded()) {
            Timeout.check(args.value(2));
        }
        if (!isPut(args, 0)
                && !(block && isPut(args, Timeout.ofQueue(args.value(2)).nanos()))) {
            throw PyException.of(FULL);
        }
        return null;
    }

    private @Nullable Object putNow(Arguments args) {
        if (!isPut(args, 0)) {
            throw PyException.of(FULL);
        }
        return null;
    }

    private boolean isPut(Arguments args, long nanos) {
        Object item = types().toJava(args.value(0));
        return waiting(() -> items.put(item == null ? Optional.empty() : item, nanos));
    }

    private OutsideObject.Redeliverable get(Arguments args) {
        boolean block = args.truth(0);
        if (block) {
            Timeout.check(args.value(1));
        }
        Object item = look(0);
        if (item != null) {
            return handover(item);
        }
        return take(block ? Timeout.ofQueue(args.value(1)).nanos() : 0);
    }

    private OutsideObject.Redeliverable take(long nanos) {
        long start = System.nanoTime();
        long left = nanos;
        do {
            Object item = look(left < 0 ? TaskCounter.LOOK : Math.min(left, TaskCounter.LOOK));
            if (item != null) {
                return handover(item);
            }
            left = nanos < 0 ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
        } while (left != 0);
        throw PyException.of(EMPTY);
    }

    private @Nullable Object look(long nanos) {
        return waiting(() -> unfinished.look(() -> next(nanos)));
    }

    private OutsideObject.Redeliverable handover(Object item) {
        return new OutsideObject.Redeliverable(types().toPython(item), () -> takeBack(item));
    }

    private @Nullable Object next(long nanos) throws InterruptedException {
        Object kept = returned.next();
        return kept != null ? kept : items.take(nanos);
    }

    private void takeBack(Object item) {
        returned.add(item);
        unfinished.takenBack();
    }

    private @Nullable Object taskDone() {
        if (!unfinished.done()) {
            throw PyException.valueError("task_done() called too many times");
        }
        return null;
    }

    private @Nullable Object join() {
        waiting(() -> {
            unfinished.join();
            return true;
        });
        return null;
    }

    /** Only a call that was given up is interrupted, so nobody will see the exception. */
    private static <T extends @Nullable Object> T waiting(Callable<T> operation) {
        try {
            return operation.call();
        } catch (Exception e) {
            throw JavaFailure.toPython(e);
        }
    }

    private int size() {
        return items.size() + returned.size();
    }

    @Override
    @Nullable
    Object content() {
        return types().toPython(target());
    }

    @Override
    String shown(boolean isPython2) {
        return StoredRepr.of(types().toOpenPython(target()), isPython2);
    }

    @Override
    List<String> methods() {
        return METHODS.names();
    }
}
