package io.picklewire.shared;

import io.picklewire.conversion.JavaFailure;
import io.picklewire.conversion.PlainValue;
import io.picklewire.conversion.PythonValue;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import java.util.ArrayDeque;
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
    private static final Methods<JavaQueue> METHODS = new Methods<JavaQueue>()
            .add("empty", Signature.python("Queue.empty"), (queue, args) -> queue.size() == 0)
            .add("full", Signature.python("Queue.full"), (queue, args) -> queue.items.isFull())
            .add("get", Signature.python("Queue.get", BLOCK, TIMEOUT), (queue, args) -> queue.take(nanos(args, 0)))
            .add("get_nowait", Signature.python("Queue.get_nowait"), (queue, args) -> queue.take(0))
            .add("join", Signature.python("Queue.join"), (queue, args) -> queue.join())
            .add(
                    "put",
                    Signature.python("Queue.put", ITEM, BLOCK, TIMEOUT),
                    (queue, args) -> queue.put(args, nanos(args, 1)))
            .add("put_nowait", Signature.python("Queue.put_nowait", ITEM), (queue, args) -> queue.put(args, 0))
            .add("qsize", Signature.python("Queue.qsize"), (queue, args) -> queue.size())
            .add("task_done", Signature.python("Queue.task_done"), (queue, args) -> queue.taskDone());

    private final QueueItems items;
    private final Returned returned;
    private final Unfinished unfinished = new Unfinished(this::size);

    private JavaQueue(Queue<Object> queue, Exposure exposure) {
        super(queue, exposure);
        this.items = queue instanceof BlockingQueue<Object> blocking
                ? new QueueItems.Blocking(blocking)
                : new QueueItems.Plain(queue);
        this.returned = new Returned(items);
    }

    @SuppressWarnings("unchecked") // what Python puts in is what Python programs choose
    static JavaQueue of(Queue<?> queue, Exposure exposure) {
        return new JavaQueue((Queue<Object>) queue, exposure);
    }

    @Override
    @Nullable
    Object invoke(Call call) {
        returned.restore();
        return METHODS.bind(call).run(this);
    }

    private static long nanos(Arguments args, int block) {
        if (!args.truth(block)) {
            return 0;
        }
        Timeout.check(args.value(block + 1));
        return Timeout.ofQueue(args.value(block + 1)).nanos();
    }

    private @Nullable Object put(Arguments args, long nanos) {
        Object item = PlainValue.of(args.value(0));
        if (!waiting(() -> items.put(item == null ? Optional.empty() : item, nanos))) {
            throw PyException.of(FULL);
        }
        return null;
    }

    private Handover take(long nanos) {
        long start = System.nanoTime();
        long left = nanos;
        do {
            long look = left < 0 ? Unfinished.LOOK : Math.min(left, Unfinished.LOOK);
            Object item = waiting(() -> unfinished.look(() -> next(look)));
            if (item != null) {
                return new Handover(PythonValue.of(item), () -> takeBack(item));
            }
            left = nanos < 0 ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
        } while (left != 0);
        throw PyException.of(EMPTY);
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
        return PythonValue.of(target());
    }

    @Override
    String shown(int protocol) {
        return StoredRepr.of(content(), protocol);
    }

    @Override
    List<String> methods() {
        return METHODS.names();
    }

    /** Items that come back; those for which there is no room wait here. Any thread. */
    private static final class Returned {
        private final QueueItems items;
        private final Deque<Object> kept = new ArrayDeque<>();

        Returned(QueueItems items) {
            this.items = items;
        }

        synchronized void add(Object item) {
            if (!items.giveBack(item)) {
                kept.addLast(item);
            }
        }

        synchronized void restore() {
            while (!kept.isEmpty() && items.giveBack(kept.getFirst())) {
                kept.removeFirst();
            }
        }

        synchronized @Nullable Object next() {
            return kept.pollFirst();
        }

        synchronized int size() {
            return kept.size();
        }
    }
}
