package io.picklewire.client;

import io.picklewire.protocol.Typeid;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;

/** The shared types of {@code SyncManager}, and any other. Source: the proxy classes of CPython's {@code managers}. */
@SuppressWarnings("ImmutableEnumChecker") // the sets and functions are
enum SharedType {
    OTHER(proxy -> proxy),
    QUEUE(QueueProxy::over, Typeid.QUEUE),
    JOINABLE_QUEUE(JoinableQueueProxy::over, Typeid.JOINABLE_QUEUE),
    LIST(ListProxy::over, Typeid.LIST),
    DICT(DictProxy::over, Typeid.DICT),
    NAMESPACE(NamespaceProxy::over, Typeid.NAMESPACE),
    VALUE(ValueProxy::over, Typeid.VALUE),
    ARRAY(ArrayProxy::over, Typeid.ARRAY),
    EVENT(EventProxy::over, Typeid.EVENT),
    LOCK(LockProxy::over, Typeid.LOCK, Typeid.RLOCK),
    SEMAPHORE(SemaphoreProxy::over, Typeid.SEMAPHORE, Typeid.BOUNDED_SEMAPHORE),
    CONDITION(ConditionProxy::over, Typeid.CONDITION),
    BARRIER(BarrierProxy::over, Typeid.BARRIER),
    ITERATOR(IteratorProxy::over, Typeid.ITERATOR),
    POOL(proxy -> proxy, Typeid.POOL);

    /** The methods that may wait for long, by type; types without such a method are missing. */
    private static final Set<String> WAITING =
            Set.of("get", "put", "join", "acquire", "__enter__", "wait", "wait_for", "__next__", "next");

    private final Function<Proxy, RemoteObject> typed;
    private final Set<Typeid> typeids;

    SharedType(Function<Proxy, RemoteObject> typed, Typeid... typeids) {
        this.typed = typed;
        this.typeids = Set.of(typeids);
    }

    /** The type that {@code SyncManager} registers under that name. */
    static SharedType ofTypeid(String typeid) {
        return Typeid.of(typeid)
                .flatMap(known -> Arrays.stream(values())
                        .filter(kind -> kind.typeids.contains(known))
                        .findFirst())
                .orElse(OTHER);
    }

    /** The type whose objects have that proxy class in CPython. Where the typeid is known, it says more. */
    static SharedType ofProxyClass(String name, String typeid) {
        SharedType named = ofTypeid(typeid);
        if (named.proxyClass().equals(name)) {
            return named;
        }
        return Arrays.stream(values())
                .filter(kind -> kind.proxyClass().equals(name))
                .findFirst()
                .orElse(OTHER);
    }

    /** The name of its class in {@code multiprocessing.managers}. */
    String proxyClass() {
        return typeids.stream().map(Typeid::proxyClass).findAny().orElse("AutoProxy");
    }

    /** Whether a method never waits in the manager, so that others may follow without waiting for its reply. */
    boolean isNonBlocking(String method) {
        return typeids.stream().anyMatch(typeid -> typeid.isNonBlocking(method));
    }

    /** The kind of connection that carries calls of a method. */
    ConnectionKind connectionKind(String method) {
        if (isNonBlocking(method)) {
            return ConnectionKind.PIPELINE;
        }
        if (this == BARRIER) {
            return ConnectionKind.HELD;
        }
        return this != OTHER && WAITING.contains(method) ? ConnectionKind.WAITS : ConnectionKind.CALLS;
    }

    /** Makes the typed proxy for such an object. */
    RemoteObject typed(Proxy proxy) {
        return typed.apply(proxy);
    }
}
