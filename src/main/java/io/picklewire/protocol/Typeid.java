package io.picklewire.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The types that a {@code SyncManager} makes, by the names under which it registers them, and more of the standard library
 * that programs register. Immutable; any thread. Source: the calls of {@code SyncManager.register} in CPython's {@code
 * managers}.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are
public enum Typeid {
    /** {@code queue.Queue}. */
    QUEUE("Queue", Proxies.AUTO, Quick.OF_QUEUES),
    /** The same under another name. */
    JOINABLE_QUEUE("JoinableQueue", Proxies.AUTO, Quick.OF_QUEUES),
    /** {@code queue.PriorityQueue}. */
    PRIORITY_QUEUE("PriorityQueue", Proxies.AUTO, Quick.OF_QUEUES),
    /** {@code queue.LifoQueue}. */
    LIFO_QUEUE("LifoQueue", Proxies.AUTO, Quick.OF_QUEUES),
    /** {@code queue.SimpleQueue}. */
    SIMPLE_QUEUE("SimpleQueue", Proxies.AUTO, Quick.OF_QUEUES),
    /** {@code threading.Event}. */
    EVENT("Event", "EventProxy", Set.of("is_set", "set", "clear")),
    /** {@code threading.Lock}. */
    LOCK("Lock", Proxies.ACQUIRER, Quick.NONE),
    /** {@code threading.RLock}. */
    RLOCK("RLock", Proxies.ACQUIRER, Quick.NONE),
    /** {@code threading.Semaphore}. */
    SEMAPHORE("Semaphore", Proxies.ACQUIRER, Quick.NONE),
    /** {@code threading.BoundedSemaphore}. */
    BOUNDED_SEMAPHORE("BoundedSemaphore", Proxies.ACQUIRER, Quick.NONE),
    /** {@code threading.Condition}. */
    CONDITION("Condition", "ConditionProxy", Quick.NONE),
    /** {@code threading.Barrier}. */
    BARRIER("Barrier", "BarrierProxy", Set.of("__getattribute__", "abort", "reset")),
    /** {@code multiprocessing.Pool}. */
    POOL("Pool", "PoolProxy", Quick.NONE),
    /** {@code list}. */
    LIST("list", "ListProxy", Quick.ALL),
    /** {@code dict}. */
    DICT("dict", "DictProxy", Quick.ALL),
    /** {@code set}. */
    SET("set", "SetProxy", Quick.ALL),
    /** {@code collections.deque}. */
    DEQUE("deque", Proxies.AUTO, Quick.ALL),
    /** {@code collections.OrderedDict}. */
    ORDERED_DICT("OrderedDict", Proxies.AUTO, Quick.ALL),
    /** {@code collections.Counter}. */
    COUNTER("Counter", Proxies.AUTO, Quick.ALL),
    /** {@code collections.defaultdict}. */
    DEFAULT_DICT("defaultdict", Proxies.AUTO, Quick.ALL),
    /** An iterator. */
    ITERATOR("Iterator", "IteratorProxy", Quick.NONE),
    /** {@code managers.Namespace}. */
    NAMESPACE("Namespace", "NamespaceProxy", Quick.ALL),
    /** {@code managers.Value}. */
    VALUE("Value", "ValueProxy", Quick.ALL),
    /** {@code array.array}. */
    ARRAY("Array", "ArrayProxy", Quick.ALL);

    /** The proxy classes that several have. */
    private static final class Proxies {
        static final String AUTO = "AutoProxy";
        static final String ACQUIRER = "AcquirerProxy";
    }

    /** The methods that never wait in the manager. */
    private static final class Quick {
        static final Set<String> NONE = Set.of();
        /** Stands for all. */
        static final Set<String> ALL = Set.of("*");

        static final Set<String> OF_QUEUES = Set.of("qsize", "empty", "full", "put_nowait", "get_nowait", "task_done");
    }

    private static final Map<String, Typeid> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Typeid::python, Function.identity()));

    private final String python;
    private final String proxyClass;
    private final Set<String> quick;

    Typeid(String python, String proxyClass, Set<String> quick) {
        this.python = python;
        this.proxyClass = proxyClass;
        this.quick = quick;
    }

    /** The type of that name, if there is one. */
    public static Optional<Typeid> of(String python) {
        return Optional.ofNullable(BY_NAME.get(python));
    }

    /** Its name in Python. */
    public String python() {
        return python;
    }

    /** The name of the class of its proxies in {@code multiprocessing.managers}. */
    public String proxyClass() {
        return proxyClass;
    }

    /** Whether a method never waits in the manager. */
    public boolean isNonBlocking(String method) {
        return quick == Quick.ALL || quick.contains(method);
    }
}
