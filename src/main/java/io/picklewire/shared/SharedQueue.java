package io.picklewire.shared;

import io.picklewire.protocol.ObjectStatus;
import io.picklewire.python.Ordering;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.VersionedException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            .add("get_nowait", Signature.python("Queue.get_nowait"), SharedQueue::getNow)
            .add("join", Signature.python("Queue.join"), SharedQueue::join)
            .add("put", Signature.python("Queue.put", ITEM, BLOCK, TIMEOUT), SharedQueue::put)
            .add("put_nowait", Signature.python("Queue.put_nowait", ITEM), SharedQueue::putNow)
            .add("qsize", Signature.python("Queue.qsize"), (queue, args) -> queue.count())
            .add(
                    "shutdown",
                    Signature.python("Queue.shutdown", Parameter.optional("immediate", false)),
                    SharedQueue::shutdown)
            .add("task_done", Signature.python("Queue.task_done"), SharedQueue::taskDone)
            .reads("empty", "full", "qsize");
    private static final Methods<SharedQueue> SIMPLE = new Methods<SharedQueue>()
            .add("empty", Signature.fixed("SimpleQueue.empty", 0), (queue, args) -> queue.count() == 0)
            .add("get", Signature.keywords("get", BLOCK, TIMEOUT), SharedQueue::get)
            .add("get_nowait", Signature.fixed("SimpleQueue.get_nowait", 0), SharedQueue::getNow)
            .add("put", Signature.python("SimpleQueue.put", ITEM, BLOCK, TIMEOUT), SharedQueue::putNow)
            .add("put_nowait", Signature.python("SimpleQueue.put_nowait", ITEM), SharedQueue::putNow)
            .add("qsize", Signature.fixed("SimpleQueue.qsize", 0), (queue, args) -> queue.count())
            .reads("empty", "qsize");

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

    private final Type type;
    private final QueueOrder items;
    /** What was handed out and may come back: where items are lent, or deliveries are remembered. */
    private final Loans loans = new Loans();
    /** Of lent items that have come back, how often each had been handed out; by the number of its first taking. */
    private final Map<Long, Integer> deliveries = new HashMap<>();

    private @Nullable Object maxsize;
    /** How items are lent; null where they are given. */
    private @Nullable Lease lease;
    /** Where an item goes that has come back too often; null where items are given. */
    private @Nullable SharedQueue dead;
    /** Whose dead items these are, if they are. */
    private @Nullable SharedQueue living;

    /** Which takes the place of this one, where another queue took the place of those that live. */
    private @Nullable SharedQueue heir;

    private boolean remembersDeliveries;

    private long takings;
    private final Set<Waiter> getters = new LinkedHashSet<>();
    private final Map<Waiter, @Nullable Object> putters = new LinkedHashMap<>();
    private final Set<Waiter> joiners = new LinkedHashSet<>();
    private long unfinished;
    private boolean isShutdown;
    /** Whether what comes back is dropped, since the queue was shut down at once. */
    private boolean isDiscarding;

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

    /** A queue that lends its items; it has a queue for dead ones. */
    SharedQueue(int maxsize, Lease lease) {
        this(maxsize);
        this.lease = lease;
        this.dead = new SharedQueue(this);
    }

    private SharedQueue(SharedQueue living) {
        super(living.guard());
        this.type = Type.QUEUE;
        this.maxsize = 0;
        this.items = type.order.get();
        this.living = living;
    }

    /** Where items go that have come back too often; null for a queue that gives its items. It changes together with this one. */
    public @Nullable SharedQueue dead() {
        return dead;
    }

    /** What is lent is still here. */
    private int count() {
        return items.size() + (lease == null ? 0 : loans.size());
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
            settle(getter, handOut(getter.client(), item, taking));
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

    private Delivery.Item handOut(ClientId client, @Nullable Object item, long taking) {
        long number = taking == NEVER_TAKEN ? ++takings : taking;
        if (lease != null && !loans.has(client)) {
            hold(client);
        }
        if (lease != null || remembersDeliveries) {
            Integer before = deliveries.remove(number);
            loans.add(new Loans.Loan(client, item, number, before == null ? 1 : before + 1, guard().time(), false));
            stored().retain(item);
        }
        return new Delivery.Item(item, number);
    }

    @Override
    void rememberDeliveries() {
        remembersDeliveries = true;
    }

    @Override
    void delivered(ClientId client, long taking) {
        if (lease == null) {
            Loans.Loan loan = loans.remove(client, taking);
            if (loan != null) {
                stored().release(loan.item());
            }
        }
    }

    @Override
    void undelivered(ClientId client, Delivery delivery) {
        if (!(delivery instanceof Delivery.Item item)) {
            return;
        }
        if (lease == null && !remembersDeliveries) {
            deliver(item.value(), item.taking());
            return;
        }
        Loans.Loan loan = loans.remove(client, item.taking());
        if (loan != null) { // else it has come back already
            letGoOfLast(client);
            comeBack(loan, loan.deliveries() - 1);
        }
    }

    private void letGoOfLast(ClientId client) {
        if (lease != null && !loans.has(client)) {
            letGo(client);
        }
    }

    /** What was handed out is to be handed out again, before others; unless that was often enough. */
    private void comeBack(Loans.Loan loan, int times) {
        stored().release(loan.item());
        if (lease == null) {
            deliver(loan.item(), loan.taking());
        } else if (isDiscarding) {
            finish();
        } else if (times >= lease.maxDeliveries()) {
            Objects.requireNonNull(dead).insert(loan.item());
            finish();
        } else {
            deliveries.put(loan.taking(), times);
            deliver(loan.item(), loan.taking());
        }
    }

    private void comeBack(List<Loans.Loan> ended) {
        ended.forEach(loan -> comeBack(loan, loan.deliveries()));
    }

    /** A client that is gone gives back what it was lent, and what has not reached it. */
    @Override
    void release(ClientId client) {
        if (lease == null) {
            releaseAll(List.of(client));
        } else if (loans.has(client)) {
            List<Loans.Loan> all = loans.removeAll(client);
            letGo(client);
            comeBack(all);
        }
    }

    /** The last first, so that the first is the first again whatever the order is. */
    private void takeBack(List<Loans.Loan> undelivered) {
        List<Loans.Loan> all = new ArrayList<>(undelivered);
        all.sort(Comparator.comparingLong(Loans.Loan::taking).reversed());
        all.forEach(loan -> comeBack(loan, 0));
    }

    @Override
    void releaseAll(Collection<ClientId> clients) {
        if (lease == null) {
            takeBack(clients.stream()
                    .flatMap(client -> loans.removeAll(client).stream())
                    .toList());
        } else {
            super.releaseAll(clients);
        }
    }

    @Override
    String typeName() {
        return type.python;
    }

    @Override
    boolean adopt(BuiltInObject<?> given) {
        super.adopt(given);
        SharedQueue other = (SharedQueue) given;
        boolean isSame = Objects.equals(maxsize, other.maxsize) && Objects.equals(lease, other.lease);
        if (lease != null && other.lease == null) {
            giveWhatIsLent();
        }
        maxsize = other.maxsize;
        lease = other.lease;
        if (dead == null && other.dead != null) {
            dead = new SharedQueue(this);
            other.dead.heir = dead;
        }
        return !isSame;
    }

    /** Clients that may come back have it; what others had comes back, as from any queue. */
    private void giveWhatIsLent() {
        loans.clients().stream()
                .filter(ClientId::isResumable)
                .flatMap(client -> loans.removeAll(client).stream())
                .forEach(loan -> stored().release(loan.item()));
        deliveries.clear();
    }

    @Override
    BuiltInObject<?> heir() {
        return heir == null ? this : heir;
    }

    @Override
    List<String> together() {
        SharedQueue other = dead != null ? dead : living;
        return other == null || other.ident().isEmpty() ? super.together() : List.of(ident(), other.ident());
    }

    @Override
    Collection<ClientId> holders() {
        return lease == null ? List.of() : loans.clients();
    }

    @Override
    Collection<ClientId> recipients() {
        return loans.clients();
    }

    @Override
    void expireLeases() {
        if (lease != null) {
            comeBack(loans.endBefore(guard().time() - limit()));
        }
    }

    @Override
    boolean hasExpiredLeases(long time) {
        return lease != null && !lease.limit().isZero() && read(() -> loans.hasBefore(time - limit()));
    }

    private long limit() {
        return lease == null ? 0 : lease.limit().toNanos();
    }

    private Object get(Arguments args) {
        refuseIfDrained();
        boolean block = args.truth(0);
        if (block) {
            Timeout.check(args.value(1));
        }
        if (!block || items.size() > 0) {
            return getNow(args);
        }
        Timeout timeout = Timeout.ofQueue(args.value(1));
        Waiter waiter = Waiter.of(args.call());
        getters.add(waiter);
        return await(waiter, args, timeout);
    }

    private Object getNow(Arguments args) {
        refuseIfDrained();
        QueueOrder.Taken taken = items.take();
        if (taken == null) {
            throw PyException.of(EMPTY);
        }
        Object value = taken.item() == NULL ? null : taken.item();
        stored().release(value);
        Delivery.Item delivery = handOut(args.client(), value, taken.taking());
        admit();
        return delivery;
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
        if (dead != null) {
            dead.forget(waiter);
        }
        if (living != null) {
            living.getters.remove(waiter);
            living.putters.remove(waiter);
            living.joiners.remove(waiter);
        }
    }

    private @Nullable Object taskDone(Arguments args) {
        if (lease != null) {
            return acknowledge(args.client());
        }
        if (unfinished == 0) {
            throw PyException.valueError("task_done() called too many times");
        }
        unfinished--;
        releaseJoiners();
        return null;
    }

    /** One whose time was up is another's by now, or will be; its acknowledgement comes too late. */
    private @Nullable Object acknowledge(ClientId client) {
        Loans.Loan loan = loans.removeOldest(client);
        if (loan == null) {
            throw PyException.valueError(
                    "task_done() called too many times: this connection has no item of the queue that it could acknowledge");
        }
        letGoOfLast(client);
        if (!loan.isOver()) {
            stored().release(loan.item());
            finish();
        }
        return null;
    }

    /** An item is done with that had been lent. */
    private void finish() {
        unfinished = Math.max(0, unfinished - 1);
        releaseJoiners();
        admit();
        if (isShutdown && count() == 0) {
            refuseGetters();
        }
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
            unfinished = Math.max(0, unfinished - items.size());
            items.clear().forEach(item -> stored().release(item));
            isDiscarding = true;
            releaseJoiners();
        }
        if (isDiscarding || count() == 0) { // else what is lent may come back, for those who wait
            refuseGetters();
        }
        putters.keySet().forEach(waiter -> fail(waiter, new VersionedException(SHUT_DOWN, FULL)));
        putters.clear();
        return null;
    }

    private void refuseGetters() {
        getters.forEach(waiter -> fail(waiter, new VersionedException(SHUT_DOWN, EMPTY)));
        getters.clear();
    }

    private void refuseIfShutdown(PyGlobal otherwise) {
        if (isShutdown) {
            throw new VersionedException(SHUT_DOWN, otherwise);
        }
    }

    private void refuseIfDrained() {
        if (isShutdown && (count() == 0 || isDiscarding)) {
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
                        leases(),
                        Waiter.told("waiting to get", getters),
                        Waiter.told("waiting to put", putters.keySet()),
                        Waiter.told("joining", joiners))));
    }

    /** To whom items are lent, and since when. */
    private ObjectStatus.Waiting leases() {
        List<Loans.Loan> lent = lease == null ? List.of() : loans.all();
        return new ObjectStatus.Waiting(
                "leased",
                lent.stream()
                        .filter(loan -> !loan.isOver())
                        .map(SharedQueue::told)
                        .toList());
    }

    private static String told(Loans.Loan loan) {
        Instant since = Instant.ofEpochSecond(0, loan.since()).truncatedTo(ChronoUnit.SECONDS);
        return loan.client() + " since " + since + (loan.deliveries() > 1 ? ", delivery " + loan.deliveries() : "");
    }

    private List<ObjectStatus.Fact> facts() {
        List<ObjectStatus.Fact> facts = new ArrayList<>();
        facts.add(new ObjectStatus.Fact("qsize", count()));
        if (lease != null && loans.size() > 0) {
            facts.add(new ObjectStatus.Fact("leased", loans.size()));
        }
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
        if (living != null) {
            out.text(living.ident());
        } else {
            saveOwn(out);
            out.optional(dead, queue -> queue.saveOwn(out));
        }
    }

    @Override
    String stateType() {
        return living == null ? super.stateType() : SharedTypes.DEAD_ITEMS;
    }

    private void saveOwn(StateWriter out) {
        out.text(type.python).value(maxsize).number(takings).number(unfinished).flag(isShutdown);
        items.save(out);
        out.each(getters, out::waiter).each(joiners, out::waiter);
        out.each(putters.entrySet(), each -> out.waiter(each.getKey()).value(each.getValue()));
        out.flag(isDiscarding).optional(lease, terms -> terms.save(out));
        out.each(deliveries.entrySet(), each -> out.number(each.getKey()).number(each.getValue()));
        loans.save(out);
    }

    static SharedQueue read(StateReader in) {
        SharedQueue queue = new SharedQueue(Type.named(in.text()), in.value());
        queue.restoreOwn(in);
        if (in.flag()) {
            SharedQueue dead = new SharedQueue(queue);
            in.text();
            in.value();
            dead.restoreOwn(in);
            queue.dead = dead;
        }
        return queue;
    }

    /** They were read with those that live. */
    static SharedQueue readDead(StateReader in, ObjectLookup objects) {
        if (objects.find(in.text()) instanceof SharedQueue queue && queue.dead != null) {
            return queue.dead;
        }
        throw new IllegalStateException("the queue of dead items is not there");
    }

    private void restoreOwn(StateReader in) {
        takings = in.number();
        unfinished = in.number();
        isShutdown = in.flag();
        items.restore(in);
        items.forEach(item -> stored().retain(item));
        restore(in, getters);
        restore(in, joiners);
        in.each(() -> putters.put(restore(in), in.value()));
        isDiscarding = in.flag();
        lease = in.optional(() -> Lease.read(in));
        in.each(() -> deliveries.put(in.number(), (int) in.number()));
        loans.restore(in);
        loans.all().forEach(loan -> stored().retain(loan.item()));
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
