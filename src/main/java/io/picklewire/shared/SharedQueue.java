package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.Ordering;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.VersionedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A queue: {@code queue.Queue}, which is also what CPython's manager serves as {@code JoinableQueue}; and its relatives
 * {@code PriorityQueue}, {@code LifoQueue} and {@code SimpleQueue}.
 *
 * <p>Items go to those who wait in the order in which they came; those that reach nobody come back to where they were.
 * While somebody waits to get, there are no items; while somebody waits to put, there is no room. Any thread.
 */
public final class SharedQueue extends BuiltInObject<SharedQueue> {
    private static final PyGlobal EMPTY = new PyGlobal("queue", "Empty");
    private static final PyGlobal FULL = new PyGlobal("queue", "Full");
    private static final PyGlobal SHUT_DOWN = new PyGlobal("queue", "ShutDown");
    /** In place of None. */
    static final Object NULL = new Object();
    /** In place of a number, of an item that nobody has taken yet. */
    private static final long NEVER_TAKEN = 0;

    private static final Parameter ITEM = Parameter.required("item");
    private static final Parameter BLOCK = Parameter.optional("block", true);
    private static final Parameter TIMEOUT = Parameter.optional("timeout", null);
    private static final Methods<SharedQueue> METHODS = new Methods<SharedQueue>()
            .add("empty", Signature.python("Queue.empty"), (queue, args) -> queue.count() == 0)
            .add("full", Signature.python("Queue.full"), (queue, args) -> queue.isFull())
            .add("get", Signature.python("Queue.get", BLOCK, TIMEOUT), SharedQueue::get)
            .add("get_nowait", Signature.python("Queue.get_nowait"), (queue, args) -> queue.getNow())
            .add("join", Signature.python("Queue.join"), SharedQueue::join)
            .add("put", Signature.python("Queue.put", ITEM, BLOCK, TIMEOUT), SharedQueue::put)
            .add("put_nowait", Signature.python("Queue.put_nowait", ITEM), SharedQueue::putNow)
            .add("qsize", Signature.python("Queue.qsize"), (queue, args) -> queue.count())
            .add(
                    "shutdown",
                    Signature.python("Queue.shutdown", Parameter.optional("immediate", false)),
                    SharedQueue::shutdown)
            .add("task_done", Signature.python("Queue.task_done"), (queue, args) -> queue.taskDone());
    private static final Methods<SharedQueue> SIMPLE = new Methods<SharedQueue>()
            .add("empty", Signature.fixed("SimpleQueue.empty", 0), (queue, args) -> queue.count() == 0)
            .add("get", Signature.keywords("get", BLOCK, TIMEOUT), SharedQueue::get)
            .add("get_nowait", Signature.fixed("SimpleQueue.get_nowait", 0), (queue, args) -> queue.getNow())
            .add("put", Signature.python("SimpleQueue.put", ITEM, BLOCK, TIMEOUT), SharedQueue::putNow)
            .add("put_nowait", Signature.python("SimpleQueue.put_nowait", ITEM), SharedQueue::putNow)
            .add("qsize", Signature.fixed("SimpleQueue.qsize", 0), (queue, args) -> queue.count());

    /**
     * Which queue of Python's {@code queue} it is.
     *
     * @param python its name
     * @param methods its methods
     * @param order makes what keeps the items
     */
    record Type(String python, Methods<SharedQueue> methods, Supplier<QueueOrder> order) {
        static final Type QUEUE = new Type("queue.Queue", METHODS, QueueOrder.Fifo::new);
        static final Type PRIORITY = new Type("queue.PriorityQueue", METHODS, QueueOrder.Priority::new);
        static final Type LIFO = new Type("queue.LifoQueue", METHODS, QueueOrder.Lifo::new);
        static final Type SIMPLE = new Type("_queue.SimpleQueue", SharedQueue.SIMPLE, QueueOrder.Fifo::new);

        static Type named(String python) {
            return Stream.of(QUEUE, PRIORITY, LIFO, SIMPLE)
                    .filter(type -> type.python.equals(python))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no queue is called " + python));
        }
    }

    private final @Nullable Object maxsize;
    private final Type type;
    private final QueueOrder items;

    private long takings;
    private final Set<Waiter> getters = new LinkedHashSet<>();
    private final Map<Waiter, @Nullable Object> putters = new LinkedHashMap<>();
    private final Set<Waiter> joiners = new LinkedHashSet<>();
    private long unfinished;
    private boolean isShutdown;

    /** A queue of at most {@code maxsize} items; of any number when that is zero or less. */
    public SharedQueue(int maxsize) {
        this(Type.QUEUE, maxsize);
    }

    /** Python looks at the size only when it matters, so it may be anything. */
    SharedQueue(Type type, @Nullable Object maxsize) {
        this.type = type;
        this.maxsize = maxsize;
        this.items = type.order.get();
    }

    private int count() {
        return items.size();
    }

    private boolean isFull() {
        return Ordering.lessThan(0, maxsize) && !Ordering.lessThan(count(), maxsize);
    }

    private @Nullable Object put(Arguments args) {
        refuseIfShutdown(FULL);
        if (Ordering.lessThan(0, maxsize)) {
            boolean block = args.truth(1);
            if (block) {
                Timeout.check(args.value(2));
            }
            if (isFull()) {
                if (!block) {
                    throw PyException.of(FULL);
                }
                Timeout timeout = Timeout.ofQueue(args.value(2));
                Waiter waiter = Waiter.of(args.call());
                putters.put(waiter, args.stored(0));
                return await(waiter, args, timeout);
            }
        }
        insert(args.stored(0));
        return null;
    }

    private @Nullable Object putNow(Arguments args) {
        refuseIfShutdown(FULL);
        if (isFull()) {
            throw PyException.of(FULL);
        }
        insert(args.stored(0));
        return null;
    }

    private void insert(@Nullable Object item) {
        deliver(item, NEVER_TAKEN);
        unfinished++;
    }

    /** Gives the item to whoever has waited longest, or keeps it. */
    private void deliver(@Nullable Object item, long taking) {
        Iterator<Waiter> first = getters.iterator();
        if (first.hasNext()) {
            Waiter getter = first.next();
            first.remove();
            settle(getter, new Delivery.Item(item, taking == NEVER_TAKEN ? ++takings : taking));
            return;
        }
        Object kept = item == null ? NULL : item;
        if (taking == NEVER_TAKEN) {
            items.put(kept);
        } else {
            items.putBack(kept, taking);
        }
        stored().retain(item);
    }

    @Override
    void undelivered(ClientId client, Delivery delivery) {
        if (delivery instanceof Delivery.Item item) {
            deliver(item.value(), item.taking());
        }
    }

    private Object get(Arguments args) {
        refuseIfDrained();
        boolean block = args.truth(0);
        if (block) {
            Timeout.check(args.value(1));
        }
        if (!block || count() > 0) {
            return getNow();
        }
        Timeout timeout = Timeout.ofQueue(args.value(1));
        Waiter waiter = Waiter.of(args.call());
        getters.add(waiter);
        return await(waiter, args, timeout);
    }

    private Object getNow() {
        refuseIfDrained();
        QueueOrder.Taken taken = items.take();
        if (taken == null) {
            throw PyException.of(EMPTY);
        }
        Object value = taken.item() == NULL ? null : taken.item();
        stored().release(value);
        admit();
        return new Delivery.Item(value, taken.taking() == NEVER_TAKEN ? ++takings : taken.taking());
    }

    /** Lets in who waits to put, while there is room. */
    private void admit() {
        while (!putters.isEmpty() && !isFull()) {
            Map.Entry<Waiter, @Nullable Object> first =
                    putters.entrySet().iterator().next();
            putters.remove(first.getKey());
            try {
                insert(first.getValue());
                settle(first.getKey(), null);
            } catch (PyException unordered) {
                fail(first.getKey(), unordered);
            }
        }
    }

    @Override
    void expire(Waiter waiter) {
        boolean gets = getters.contains(waiter);
        forget(waiter);
        fail(waiter, PyException.of(gets ? EMPTY : FULL));
    }

    @Override
    void forget(Waiter waiter) {
        getters.remove(waiter);
        putters.remove(waiter);
        joiners.remove(waiter);
    }

    private @Nullable Object taskDone() {
        if (unfinished == 0) {
            throw PyException.valueError("task_done() called too many times");
        }
        unfinished--;
        releaseJoiners();
        return null;
    }

    private @Nullable Object join(Arguments args) {
        if (unfinished == 0) {
            return null;
        }
        Waiter waiter = Waiter.of(args.call());
        joiners.add(waiter);
        return await(waiter, args, Timeout.FOREVER);
    }

    private void releaseJoiners() {
        if (unfinished == 0) {
            joiners.forEach(waiter -> settle(waiter, null));
            joiners.clear();
        }
    }

    private @Nullable Object shutdown(Arguments args) {
        isShutdown = true;
        if (args.truth(0)) {
            unfinished = Math.max(0, unfinished - count());
            items.clear().forEach(item -> stored().release(item));
            releaseJoiners();
        }
        getters.forEach(waiter -> fail(waiter, new VersionedException(SHUT_DOWN, EMPTY)));
        getters.clear();
        putters.keySet().forEach(waiter -> fail(waiter, new VersionedException(SHUT_DOWN, FULL)));
        putters.clear();
        return null;
    }

    private void refuseIfShutdown(PyGlobal otherwise) {
        if (isShutdown) {
            throw new VersionedException(SHUT_DOWN, otherwise);
        }
    }

    private void refuseIfDrained() {
        if (isShutdown && count() == 0) {
            throw new VersionedException(SHUT_DOWN, EMPTY);
        }
    }

    /** How many items there are. */
    public int size() {
        return read(this::count);
    }

    @Override
    public ObjectStatus status() {
        return read(() -> new ObjectStatus(
                facts(),
                null,
                List.of(
                        Waiter.told("waiting to get", getters),
                        Waiter.told("waiting to put", putters.keySet()),
                        Waiter.told("joining", joiners))));
    }

    private List<ObjectStatus.Fact> facts() {
        List<ObjectStatus.Fact> facts = new ArrayList<>();
        facts.add(new ObjectStatus.Fact("qsize", count()));
        if (isShutdown) {
            facts.add(ObjectStatus.Fact.of("shut down"));
        }
        if (unfinished > 0) {
            facts.add(new ObjectStatus.Fact("unfinished tasks", unfinished));
        }
        return facts;
    }

    @Override
    void save(StateWriter out) {
        out.text(type.python).value(maxsize).number(takings).number(unfinished).flag(isShutdown);
        items.save(out);
        out.each(getters, out::waiter).each(joiners, out::waiter);
        out.each(putters.entrySet(), each -> out.waiter(each.getKey()).value(each.getValue()));
    }

    static SharedQueue read(StateReader in) {
        SharedQueue queue = new SharedQueue(Type.named(in.text()), in.value());
        queue.takings = in.number();
        queue.unfinished = in.number();
        queue.isShutdown = in.flag();
        queue.items.restore(in);
        queue.items.forEach(item -> queue.stored().retain(item));
        queue.restore(in, queue.getters);
        queue.restore(in, queue.joiners);
        in.each(() -> queue.putters.put(queue.restore(in), in.value()));
        return queue;
    }

    @Override
    Methods<SharedQueue> methods() {
        return type.methods;
    }

    @Override
    SharedQueue self() {
        return this;
    }

    @Override
    String repr(boolean isPython2) {
        String name = isPython2 ? type.python.replaceFirst("^_?queue", "Queue") : type.python;
        return identity(name + " object") + ">";
    }
}
