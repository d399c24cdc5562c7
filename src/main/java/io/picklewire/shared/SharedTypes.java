package io.picklewire.shared;

import io.picklewire.pickle.PickledValue;
import io.picklewire.protocol.Typeid;
import io.picklewire.python.Arithmetic;
import io.picklewire.python.PyException;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The types that {@code create} makes without being told how: those of CPython's {@code SyncManager}, and more of the
 * standard library that programs register. Immutable; any thread.
 */
public final class SharedTypes {
    private record Type(Signature signature, Function<Arguments, BuiltInObject<?>> make) {}

    private static final Parameter LOCK = Parameter.optional("lock", true);
    private static final Type QUEUE = queue(SharedQueue.Type.QUEUE);
    private static final Parameter COUNT = Parameter.optional("value", 1);
    private static final Map<Typeid, Type> TYPES = Map.ofEntries(
            Map.entry(Typeid.QUEUE, QUEUE),
            Map.entry(Typeid.JOINABLE_QUEUE, QUEUE),
            Map.entry(Typeid.PRIORITY_QUEUE, queue(SharedQueue.Type.PRIORITY)),
            Map.entry(Typeid.LIFO_QUEUE, queue(SharedQueue.Type.LIFO)),
            Map.entry(
                    Typeid.SIMPLE_QUEUE,
                    new Type(Signature.fixed("SimpleQueue", 0), args -> new SharedQueue(SharedQueue.Type.SIMPLE, 0))),
            Map.entry(Typeid.EVENT, new Type(Signature.python("Event.__init__"), args -> new SharedEvent())),
            Map.entry(Typeid.LOCK, new Type(Signature.constructor("lock", 0), args -> SharedLock.plain())),
            Map.entry(Typeid.RLOCK, new Type(Signature.fixed("RLock", 0), args -> SharedLock.reentrant())),
            Map.entry(
                    Typeid.SEMAPHORE,
                    new Type(
                            Signature.python("Semaphore.__init__", COUNT),
                            args -> SharedSemaphore.of(false, args.value(0)))),
            Map.entry(
                    Typeid.BOUNDED_SEMAPHORE,
                    new Type(
                            Signature.python("BoundedSemaphore.__init__", COUNT),
                            args -> SharedSemaphore.of(true, args.value(0)))),
            Map.entry(
                    Typeid.CONDITION,
                    new Type(
                            Signature.python("Condition.__init__", Parameter.optional("lock", null)),
                            SharedTypes::condition)),
            Map.entry(
                    Typeid.BARRIER,
                    new Type(
                            Signature.python(
                                    "Barrier.__init__",
                                    Parameter.required("parties"),
                                    Parameter.optional("action", null),
                                    Parameter.optional("timeout", null)),
                            args -> SharedBarrier.of(args.value(0), args.value(1), args.value(2)))),
            Map.entry(
                    Typeid.POOL,
                    new Type(
                            Signature.python(
                                    "Pool.__init__",
                                    Parameter.optional("processes", null),
                                    Parameter.optional("initializer", null),
                                    Parameter.optional("initargs", PyTuple.EMPTY),
                                    Parameter.optional("maxtasksperchild", null),
                                    Parameter.optional("context", null)),
                            SharedPool::of)),
            Map.entry(Typeid.LIST, new Type(Signature.constructor("list", 1), SharedTypes::list)),
            Map.entry(Typeid.DICT, new Type(Signature.update("dict"), SharedTypes::dict)),
            Map.entry(
                    Typeid.DEQUE,
                    new Type(
                            Signature.keywords(
                                    "deque",
                                    Parameter.optional("iterable", Arguments.NOT_GIVEN),
                                    Parameter.optional("maxlen", null)),
                            args -> SharedDeque.of(args.given(0) ? args.items(0) : List.of(), args.value(1)))),
            Map.entry(Typeid.ORDERED_DICT, new Type(Signature.update("OrderedDict"), SharedTypes::orderedDict)),
            Map.entry(Typeid.COUNTER, new Type(Signature.update("Counter"), SharedTypes::counter)),
            Map.entry(Typeid.DEFAULT_DICT, new Type(Signature.defaultDict(), SharedTypes::defaultDict)),
            Map.entry(Typeid.SET, new Type(Signature.constructor("set", 1), SharedTypes::set)),
            Map.entry(
                    Typeid.ITERATOR,
                    new Type(Signature.python("create", Parameter.required("iterable")), SharedTypes::iterator)),
            Map.entry(Typeid.NAMESPACE, new Type(Signature.anyKeywords("Namespace.__init__"), SharedTypes::namespace)),
            Map.entry(
                    Typeid.VALUE,
                    new Type(
                            Signature.python(
                                    "Value.__init__",
                                    Parameter.required("typecode"),
                                    Parameter.required("value"),
                                    LOCK),
                            args -> new SharedValue(args.value(0), args.stored(1)))),
            Map.entry(
                    Typeid.ARRAY,
                    new Type(
                            Signature.python(
                                    "Array", Parameter.required("typecode"), Parameter.required("sequence"), LOCK),
                            args -> new SharedArray(args.value(0), args.value(1)))));

    private SharedTypes() {}

    private static Type queue(SharedQueue.Type type) {
        return new Type(
                Signature.python("Queue.__init__", Parameter.optional("maxsize", 0)),
                args -> new SharedQueue(type, args.value(0)));
    }

    /** The typeids; without that of pools, whose workers somebody has to start. */
    public static Set<String> typeids() {
        return TYPES.keySet().stream()
                .filter(typeid -> typeid != Typeid.POOL)
                .map(Typeid::python)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Makes an object of a type.
     *
     * @param contents what the objects contained whose proxies are arguments
     * @param objects the other objects of the same manager
     * @throws PyException KeyError for a typeid that there is none of, or what the type's constructor raises
     */
    static BuiltInObject<?> create(
            String typeid, List<Sealed> args, Map<String, Sealed> kwargs, Contents contents, ObjectLookup objects) {
        Type type = Typeid.of(typeid).map(TYPES::get).orElse(null);
        if (type == null) {
            throw PyException.keyError(typeid);
        }
        return type.make().apply(Arguments.bind(type.signature(), args, kwargs, contents, objects));
    }

    /**
     * Makes an object of a type for an application, which registers a supplier that gives it: a
     * {@code PriorityQueue}, a {@code Lock}, a {@code Value}.
     *
     * @param args Python values, as a client would give them
     * @throws PyException KeyError for a typeid that there is none of, or what the type's constructor raises
     */
    public static SharedObject create(String typeid, @Nullable Object... args) {
        List<Sealed> sealed = Arrays.stream(args).<Sealed>map(PickledValue::of).toList();
        return create(typeid, sealed, Map.of(), Contents.NONE, ident -> null);
    }

    /** A {@code Queue} for {@code ManagerServerBuilder.register}. */
    public static SharedQueue queue() {
        return queue(0);
    }

    /** A {@code Queue} of at most {@code maxsize} items; of any number when that is zero. */
    public static SharedQueue queue(int maxsize) {
        return new SharedQueue(maxsize);
    }

    /** A {@code Queue} that lends its items: each comes back if the client that got it ends before it calls {@code task_done}. */
    public static SharedQueue queue(int maxsize, Lease lease) {
        return new SharedQueue(maxsize, lease);
    }

    /** A {@code list} for {@code ManagerServerBuilder.register}. */
    public static SharedObject list() {
        return create("list");
    }

    /** A {@code dict} for {@code ManagerServerBuilder.register}. */
    public static SharedObject dict() {
        return create("dict");
    }

    private interface Reading {
        BuiltInObject<?> read(StateReader in, ObjectLookup objects);
    }

    /** In snapshots, a queue whose items are read with those of another. */
    static final String DEAD_ITEMS = "DeadItems";

    /** The types by the names that they have in snapshots. */
    private static final Map<String, Reading> READING = Map.ofEntries(
            Map.entry("SharedArray", (in, objects) -> SharedArray.read(in)),
            Map.entry("SharedBarrier", (in, objects) -> SharedBarrier.read(in)),
            Map.entry("SharedCondition", SharedCondition::read),
            Map.entry("SharedDeque", (in, objects) -> SharedDeque.read(in)),
            Map.entry("SharedDict", (in, objects) -> SharedDict.read(in)),
            Map.entry("SharedEvent", (in, objects) -> SharedEvent.read(in)),
            Map.entry("SharedIterator", SharedIterator::read),
            Map.entry("SharedList", (in, objects) -> SharedList.read(in)),
            Map.entry("SharedLock", (in, objects) -> SharedLock.read(in)),
            Map.entry("SharedNamespace", (in, objects) -> SharedNamespace.read(in)),
            Map.entry("SharedPool", (in, objects) -> SharedPool.read(in)),
            Map.entry("SharedResult", SharedResult::read),
            Map.entry("SharedResults", SharedResults::read),
            Map.entry("SharedQueue", (in, objects) -> SharedQueue.read(in)),
            Map.entry(DEAD_ITEMS, SharedQueue::readDead),
            Map.entry("SharedSemaphore", (in, objects) -> SharedSemaphore.read(in)),
            Map.entry("SharedSet", (in, objects) -> SharedSet.read(in)),
            Map.entry("SharedValue", (in, objects) -> SharedValue.read(in)));

    /** Writes an object with its state. To be called in a reading. */
    static void save(BuiltInObject<?> object, StateWriter out) {
        out.text(object.stateType());
        object.save(out);
    }

    /** Reads an object with its state; {@code objects} finds those that it has to do with. */
    static BuiltInObject<?> read(StateReader in, ObjectLookup objects) {
        return read(in.text(), in, objects);
    }

    /** The same of which the type has been read. */
    static BuiltInObject<?> read(String name, StateReader in, ObjectLookup objects) {
        Reading reading = READING.get(name);
        if (reading == null) {
            throw new IllegalStateException("a snapshot has an object of the type " + name + "; known are "
                    + READING.keySet().stream().sorted().toList());
        }
        return reading.read(in, objects);
    }

    private static BuiltInObject<?> list(Arguments args) {
        return new SharedList(args.given(0) ? args.items(0) : List.of());
    }

    private static BuiltInObject<?> dict(Arguments args) {
        return filled(new SharedDict(DictKind.DICT), args, 0);
    }

    private static BuiltInObject<?> orderedDict(Arguments args) {
        return filled(new SharedDict(DictKind.ORDERED), args, 0);
    }

    private static BuiltInObject<?> counter(Arguments args) {
        SharedDict counter = new SharedDict(DictKind.COUNTER);
        Counting.count(counter, args, Arithmetic::add);
        return counter;
    }

    private static BuiltInObject<?> defaultDict(Arguments args) {
        Object factory = args.given(0) ? args.value(0) : null;
        return filled(new SharedDict(DictKind.defaulting(factory)), args, 1);
    }

    private static SharedDict filled(SharedDict dict, Arguments args, int mapping) {
        if (args.given(mapping)) {
            args.forEachEntry(mapping, dict::put);
        }
        args.forEachKeyword(dict::put);
        return dict;
    }

    private static BuiltInObject<?> set(Arguments args) {
        return new SharedSet(args.given(0) ? args.items(0) : List.of());
    }

    private static BuiltInObject<?> condition(Arguments args) {
        if (args.value(0) == null) {
            return new SharedCondition();
        }
        if (args.object(0) instanceof SharedLock lock) {
            return new SharedCondition(lock).keeping(args.stored(0));
        }
        throw PyException.typeError(
                "Condition(lock) takes a Lock or an RLock of this manager, not " + Repr.of(args.value(0)));
    }

    private static BuiltInObject<?> iterator(Arguments args) {
        return new SharedIterator(args.items(0));
    }

    private static BuiltInObject<?> namespace(Arguments args) {
        return new SharedNamespace(args.keywords());
    }
}
