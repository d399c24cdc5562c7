package io.picklewire.client;

import io.picklewire.pickle.Reader;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.TypeName;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A shared object in a manager: its methods are called by name. Values are converted as the package's documentation
 * has it.
 *
 * <p>A proxy holds a reference to its object until it is closed, or collected. Any thread; calls from one platform
 * thread go through one connection, so that locks belong to the thread. Source: CPython's {@code BaseProxy}.
 */
public final class Proxy implements RemoteObject {
    private final ManagerSession session;
    private final Target target;
    private volatile ProxyType type;
    private final ReferenceRegistry.Reference reference;

    Proxy(ManagerSession session, Target target, ProxyType type, ReferenceRegistry.Reference reference) {
        this.session = session;
        this.target = target;
        this.type = type;
        this.reference = reference;
    }

    /** The name under which its type is registered in the manager. */
    public String typeid() {
        return target.token().typeid();
    }

    /** Its ident in the manager. */
    public String ident() {
        return target.token().ident();
    }

    /** The methods that the manager lets clients call. The manager is asked when they are not known yet. */
    public List<String> exposed() {
        if (type.exposed().isEmpty()) {
            requireOpen();
            type = type.exposing(session.methods(target.token()));
        }
        return type.exposed();
    }

    /**
     * Calls a method and waits for what it returns.
     *
     * @param args the arguments, the keyword arguments last as {@link Kwargs}
     * @throws RemoteException when the method raised an exception, or there is no such method
     * @throws ManagerException when there is no reply
     * @throws net.razorvine.pickle.PickleException when an argument is something that no pickle can hold; nothing
     *     was sent
     */
    public @Nullable Object call(String method, @Nullable Object... args) {
        return ElementType.plain().convert(raw(method, Waiting.BRIEFLY, args), method + " of " + this);
    }

    /**
     * Calls a method and waits for what it returns, as a Java type: a number, String, collection, record and so on.
     *
     * @throws ConversionException when the type cannot hold it; otherwise the same as {@link #call(String, Object...)}
     */
    public <T> @Nullable T call(Class<T> type, String method, @Nullable Object... args) {
        return ElementType.of(type).convert(raw(method, Waiting.BRIEFLY, args), method + " of " + this);
    }

    /**
     * Calls a method that returns a list or a tuple, and waits for it; each item as a Java type.
     *
     * @throws ConversionException when it returns something else, or the type cannot hold an item; otherwise the same as
     *     {@link #call(String, Object...)}
     */
    public <T> List<T> callForList(Class<T> type, String method, @Nullable Object... args) {
        String from = method + " of " + this;
        ElementType<T> items = ElementType.of(type);
        List<T> converted = new ArrayList<>();
        for (Object item : list(raw(method, Waiting.BRIEFLY, args), from)) {
            converted.add(items.convert(item, from));
        }
        return converted;
    }

    private static List<?> list(@Nullable Object given, String from) {
        if (given instanceof PyTuple tuple) {
            return tuple.asList();
        }
        if (given instanceof List<?> list) {
            return list;
        }
        throw new ConversionException(from + " gave no list, but " + TypeName.of(given), null);
    }

    /**
     * Calls a method and waits for what it returns, as a value of package {@code python}: a tuple stays a tuple, for
     * instance. Otherwise the same as {@link #call(String, Object...)}.
     */
    public @Nullable Object callForPython(String method, @Nullable Object... args) {
        return raw(method, Waiting.BRIEFLY, args);
    }

    /**
     * A copy of the object itself, where it can be pickled.
     *
     * @throws RemoteException when it cannot
     */
    public @Nullable Object value() {
        return call("#GETVALUE");
    }

    /** Calls a method, and gives the Python value that it returned. */
    @Nullable
    Object raw(String method, Waiting waiting, @Nullable Object... args) {
        try {
            return interruptibly(method, waiting, args);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    "interrupted in " + method + " of " + this + ", which may have been carried out", e);
        }
    }

    /** The same, for methods that throw {@link InterruptedException}. */
    @Nullable
    Object interruptibly(String method, Waiting waiting, @Nullable Object... args) throws InterruptedException {
        try {
            requireOpen();
            type.require(method, this);
            return session.call(this, method, ManagerSession.arguments(args), waiting);
        } finally {
            Reference.reachabilityFence(reference);
        }
    }

    /**
     * Calls a method without waiting. The stage completes on the manager's executor: with what the method
     * returned, or with what {@link #call} throws.
     */
    public CompletionStage<@Nullable Object> callAsync(String method, @Nullable Object... args) {
        return callRawAsync(method, args)
                .thenApply(given -> ElementType.plain().convert(given, method + " of " + this));
    }

    /**
     * Calls a method without waiting, and converts what it returns to a Java type.
     *
     * @see #call(Class, String, Object...)
     */
    public <T> CompletionStage<@Nullable T> callAsync(Class<T> type, String method, @Nullable Object... args) {
        ElementType<T> result = ElementType.of(type);
        return callRawAsync(method, args).thenApply(given -> result.convert(given, method + " of " + this));
    }

    @SuppressWarnings("ReachabilityFenceUsage") // the stage that holds it is what keeps it
    CompletableFuture<@Nullable Object> callRawAsync(String method, @Nullable Object... args) {
        try {
            requireOpen();
            type.require(method, this);
            CompletableFuture<@Nullable Object> result =
                    session.callAsync(this, method, ManagerSession.arguments(args));
            // What is under way holds the reference too.
            return result.whenComplete((value, failure) -> Reference.reachabilityFence(reference));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Calls a method that returns a number. */
    int integer(String method, @Nullable Object... args) {
        return Objects.requireNonNull(call(int.class, method, args));
    }

    private void requireOpen() {
        if (reference.isClosed()) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /**
     * The same object as a Java interface. A method calls the Python method of the same name, or of the same words in
     * lower case with underscores: {@code countBelow} calls {@code count_below}. Results are converted to the declared
     * types, records from dicts and named tuples; a {@link CompletionStage} is for a call that is not waited for; an
     * {@link java.util.Iterator} or a {@link java.util.stream.Stream} goes through an iterator in the manager. Default
     * methods stay Java's. Every instance is a {@link RemoteObject}, whatever the interface.
     *
     * @throws IllegalArgumentException when the type is no interface
     */
    public <T> T as(Class<T> type) {
        return InterfaceProxy.of(type, this);
    }

    /** The same object, whose methods are known to be those of a type. Both proxies hold one reference. */
    Proxy as(SharedType kind) {
        return new Proxy(session, target, type.as(kind), reference);
    }

    /**
     * The same object, of which these methods never block in the manager: asynchronous calls of them go out one after
     * another on a connection they share, without waiting for replies, which is much faster. A method that blocks after
     * all holds up all such calls. It need not be said of {@code SyncManager}'s own types.
     */
    public Proxy nonBlocking(String... methods) {
        return new Proxy(session, target, type.quick(Set.of(methods)), reference);
    }

    ConnectionKind connectionKind(String method) {
        return type.connectionKind(method);
    }

    ManagerSession session() {
        return session;
    }

    Target target() {
        return target;
    }

    ReferenceRegistry.Reference reference() {
        return reference;
    }

    /** The manager has been started again: makes the object anew, where it would be the same. */
    CompletableFuture<?> renew(OtherLifeException why) {
        return target.renew(why, reference);
    }

    /** The reference that this proxy and its views share; nothing else holds it. */
    Object holder() {
        return reference;
    }

    /**
     * As CPython pickles a proxy, for a message to that reader which does not go through a manager: arguments of a new process,
     * say. Source: {@code BaseProxy.__reduce__}.
     */
    public PyObject toPython(Reader reader) {
        requireOpen();
        return type.pickle(target.token(), reader);
    }

    @Override
    public Proxy proxy() {
        return this;
    }

    /** Drops the reference; calls are refused from then on. Closing it again does nothing. */
    @Override
    public void close() {
        reference.close();
    }

    /** Its typeid, its ident and its manager's address; the manager is not asked. */
    @Override
    public String toString() {
        return "'" + typeid() + "' " + ident() + " at " + session.address();
    }
}
