package io.picklewire.client;

import io.picklewire.conversion.PlainValue;
import io.picklewire.protocol.Token;
import io.picklewire.python.PyObject;
import java.lang.ref.Reference;
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
    private final Manager manager;
    private final Token token;
    private final ProxyType type;
    private final References.Reference reference;

    Proxy(Manager manager, Token token, ProxyType type, References.Reference reference) {
        this.manager = manager;
        this.token = token;
        this.type = type;
        this.reference = reference;
    }

    /** The name under which its type is registered in the manager. */
    public String typeid() {
        return token.typeid();
    }

    /** Its ident in the manager. */
    public String ident() {
        return token.ident();
    }

    /** The manager's methods for it, as far as they are known without asking: those of an object that was created. */
    public List<String> exposed() {
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
        return PlainValue.of(raw(method, Waiting.BRIEFLY, args));
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

    /** The same, for methods that say when they are interrupted. */
    @Nullable
    Object interruptibly(String method, Waiting waiting, @Nullable Object... args) throws InterruptedException {
        try {
            requireOpen();
            type.require(method, this);
            return manager.call(this, method, Manager.arguments(args), waiting);
        } finally {
            Reference.reachabilityFence(reference);
        }
    }

    /**
     * Calls a method without waiting. The stage completes on the manager's executor: with what the method
     * returned, or with what {@link #call} throws.
     */
    public CompletionStage<@Nullable Object> callAsync(String method, @Nullable Object... args) {
        try {
            requireOpen();
            type.require(method, this);
            return manager.callAsync(this, method, Manager.arguments(args)).thenApply(PlainValue::of);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What a method returns that counts something. */
    int integer(String method, @Nullable Object... args) {
        return Objects.requireNonNull(call(int.class, method, args));
    }

    private void requireOpen() {
        if (reference.isClosed()) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** The same object with methods known to be those of a type; both hold one reference. */
    Proxy as(Kind kind) {
        return new Proxy(manager, token, type.as(kind), reference);
    }

    /**
     * The same object, of which these methods never block in the manager: asynchronous calls of them go out one
     * behind the other on a connection they share, without waiting for replies, which is much faster. A method that
     * blocks after all holds up all such calls. Of {@code SyncManager}'s types it is known.
     */
    public Proxy nonBlocking(String... methods) {
        return new Proxy(manager, token, type.quick(Set.of(methods)), reference);
    }

    boolean isNonBlocking(String method) {
        return type.isNonBlocking(method);
    }

    Manager manager() {
        return manager;
    }

    /** As CPython pickles a proxy, for a reader of that protocol. Source: {@code BaseProxy.__reduce__}. */
    PyObject toPython(int protocol) {
        requireOpen();
        return type.pickle(token, protocol);
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

    /** Its typeid, its ident and where it is; asks nobody. */
    @Override
    public String toString() {
        return "'" + token.typeid() + "' " + token.ident() + " at " + manager.address();
    }
}
