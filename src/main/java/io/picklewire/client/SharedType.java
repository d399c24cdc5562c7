package io.picklewire.client;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The shared types of {@code SyncManager}, and any other. Source: the proxy classes of CPython's {@code managers}. */
@SuppressWarnings("ImmutableEnumChecker") // the sets and functions are
enum SharedType {
    OTHER("AutoProxy", Set.of(), method -> false, proxy -> proxy),
    QUEUE("AutoProxy", Set.of("Queue"), SharedType::isQuickInQueue, QueueProxy::over),
    JOINABLE_QUEUE("AutoProxy", Set.of("JoinableQueue"), SharedType::isQuickInQueue, JoinableQueueProxy::over),
    LIST("ListProxy", Set.of("list"), method -> true, ListProxy::over),
    DICT("DictProxy", Set.of("dict"), method -> true, DictProxy::over),
    NAMESPACE("NamespaceProxy", Set.of("Namespace"), method -> true, NamespaceProxy::over),
    VALUE("ValueProxy", Set.of("Value"), method -> true, ValueProxy::over),
    ARRAY("ArrayProxy", Set.of("Array"), method -> true, ArrayProxy::over),
    EVENT("EventProxy", Set.of("Event"), Set.of("is_set", "set", "clear")::contains, EventProxy::over),
    LOCK("AcquirerProxy", Set.of("Lock", "RLock"), method -> false, LockProxy::over),
    SEMAPHORE("AcquirerProxy", Set.of("Semaphore", "BoundedSemaphore"), method -> false, SemaphoreProxy::over),
    CONDITION("ConditionProxy", Set.of("Condition"), method -> false, ConditionProxy::over),
    BARRIER("BarrierProxy", Set.of("Barrier"), method -> !method.equals("wait"), BarrierProxy::over),
    ITERATOR("IteratorProxy", Set.of("Iterator"), method -> false, IteratorProxy::over),
    POOL("PoolProxy", Set.of("Pool"), method -> false, proxy -> proxy);

    /** The methods that may wait for long, of the kinds that have one. */
    private static final Set<String> WAITING =
            Set.of("get", "put", "join", "acquire", "__enter__", "wait", "wait_for", "__next__", "next");

    private final String proxyClass;
    private final Set<String> typeids;
    private final Predicate<String> nonBlocking;
    private final Function<Proxy, RemoteObject> typed;

    SharedType(
            String proxyClass,
            Set<String> typeids,
            Predicate<String> nonBlocking,
            Function<Proxy, RemoteObject> typed) {
        this.proxyClass = proxyClass;
        this.typeids = typeids;
        this.nonBlocking = nonBlocking;
        this.typed = typed;
    }

    private static boolean isQuickInQueue(String method) {
        return switch (method) {
            case "qsize", "empty", "full", "put_nowait", "get_nowait", "task_done" -> true;
            default -> false;
        };
    }

    /** The kind that {@code SyncManager} registers under that name. */
    static SharedType ofTypeid(String typeid) {
        return Arrays.stream(values())
                .filter(kind -> kind.typeids.contains(typeid))
                .findFirst()
                .orElse(OTHER);
    }

    /** The kind of objects for which CPython has that proxy class; a typeid says more where it is known. */
    static SharedType ofProxyClass(String name, String typeid) {
        SharedType named = ofTypeid(typeid);
        if (named.proxyClass.equals(name)) {
            return named;
        }
        return Arrays.stream(values())
                .filter(kind -> kind.proxyClass.equals(name))
                .findFirst()
                .orElse(OTHER);
    }

    /** The name of its class in {@code multiprocessing.managers}. */
    String proxyClass() {
        return proxyClass;
    }

    /** Whether a method never waits in the manager, so that others may follow without waiting for its reply. */
    boolean isNonBlocking(String method) {
        return nonBlocking.test(method);
    }

    /** On which kind of connection a call of a method goes. */
    ConnectionKind lane(String method) {
        if (isNonBlocking(method)) {
            return ConnectionKind.PIPELINE;
        }
        if (this == BARRIER) {
            return ConnectionKind.HELD;
        }
        return this != OTHER && WAITING.contains(method) ? ConnectionKind.WAITS : ConnectionKind.CALLS;
    }

    /** What a Java program gets for such an object. */
    RemoteObject typed(Proxy proxy) {
        return typed.apply(proxy);
    }
}
