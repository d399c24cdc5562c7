package io.picklewire.client;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.conversion.ToJava;
import io.picklewire.protocol.ObjectDescription;
import io.picklewire.protocol.Request;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A manager of CPython's {@code multiprocessing.managers}, or of this project's own, as a client sees it.
 *
 * <pre>{@code
 * try (Manager manager = Manager.connect(Address.of("127.0.0.1", 50000), AuthKey.of("abracadabra"))) {
 *     Proxy primes = manager.create("Primes", 100);
 *     Object total = primes.call("sum", kw("below", 1000));
 * }
 * }</pre>
 *
 * <p>Any thread, but no event loop. Source: CPython's {@code BaseManager.connect} and {@code BaseManager._create}.
 */
public final class Manager implements AutoCloseable {
    private final ManagerSession session;

    Manager(Address address, ManagerBuilder settings) {
        this.session = new ManagerSession(address, settings);
    }

    /** Connects with everything else as it is unless set; see {@link ManagerBuilder#connect}. */
    public static Manager connect(Address address, AuthKey authkey) throws IOException {
        return to(address).authkey(authkey).connect();
    }

    /** Starts describing a connection to the manager at {@code address}. */
    public static ManagerBuilder to(Address address) {
        return new ManagerBuilder(address);
    }

    /** Asks the manager whether it is one. */
    void greet() throws IOException {
        try {
            session.control().callOnce("dummy", Request.Arguments.NONE).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + address());
        } catch (ExecutionException e) {
            Throwable cause = JavaFailure.unwrapped(e);
            if (cause instanceof IOException io) {
                io.fillInStackTrace();
                throw io;
            }
            if (cause instanceof CallTimeoutException) {
                SocketTimeoutException late = new SocketTimeoutException(cause.getMessage());
                late.initCause(cause);
                throw late;
            }
            throw new IOException(address() + " is no manager: " + cause.getMessage(), cause);
        }
    }

    /** Where the manager is. */
    public Address address() {
        return session.address();
    }

    /**
     * Creates an object of a registered type, or gets the one that a registered callable returns.
     *
     * @param typeid the name under which it is registered
     * @param args the arguments, the keyword arguments last as {@link Kwargs}
     * @throws RemoteException when there is no such type, or creating it raised an exception
     * @throws ManagerException when there is no reply
     */
    public Proxy create(String typeid, @Nullable Object... args) {
        CompletableFuture<Proxy> made = session.create(typeid, args);
        try {
            return Waiting.BRIEFLY.until(made);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var unused = made.thenAccept(Proxy::close);
            throw new CallInterruptedException("interrupted while '" + typeid + "' was created", e);
        }
    }

    /**
     * The object that has an ident, without a reference of its own: for one that others keep alive.
     *
     * @param typeid the name of its type
     * @param ident its ident
     */
    public Proxy borrow(String typeid, String ident) {
        return session.borrow(typeid, ident);
    }

    /** A {@code queue.Queue}; the arguments are those of {@link #create}, as for all of these. */
    public <E> QueueProxy<E> queue(String typeid, @Nullable Object... args) {
        return QueueProxy.over(create(typeid, args));
    }

    /** A {@code queue.Queue} whose items are to be said to be done. */
    public <E> JoinableQueueProxy<E> joinableQueue(String typeid, @Nullable Object... args) {
        return JoinableQueueProxy.over(create(typeid, args));
    }

    /** A list. */
    public <E> ListProxy<E> list(String typeid, @Nullable Object... args) {
        return ListProxy.over(create(typeid, args));
    }

    /** A dict. */
    public <K, V> DictProxy<K, V> dict(String typeid, @Nullable Object... args) {
        return DictProxy.over(create(typeid, args));
    }

    /** A namespace. */
    public NamespaceProxy namespace(String typeid, @Nullable Object... args) {
        return NamespaceProxy.over(create(typeid, args));
    }

    /** A single value: {@code manager.value("Value", "i", 5)}. */
    public <T> ValueProxy<T> value(String typeid, @Nullable Object... args) {
        return ValueProxy.over(create(typeid, args));
    }

    /** An array of numbers: {@code manager.array("Array", "d", List.of(1.5, 2.5))}. */
    public <E> ArrayProxy<E> array(String typeid, @Nullable Object... args) {
        return ArrayProxy.over(create(typeid, args));
    }

    /** A {@code Lock} or an {@code RLock}. */
    public LockProxy lock(String typeid, @Nullable Object... args) {
        return LockProxy.over(create(typeid, args));
    }

    /** A condition with its lock. */
    public ConditionProxy condition(String typeid, @Nullable Object... args) {
        return ConditionProxy.over(create(typeid, args));
    }

    /** A {@code Semaphore} or a {@code BoundedSemaphore}. */
    public SemaphoreProxy semaphore(String typeid, @Nullable Object... args) {
        return SemaphoreProxy.over(create(typeid, args));
    }

    /** An event. */
    public EventProxy event(String typeid, @Nullable Object... args) {
        return EventProxy.over(create(typeid, args));
    }

    /** A barrier. */
    public BarrierProxy barrier(String typeid, @Nullable Object... args) {
        return BarrierProxy.over(create(typeid, args));
    }

    /** An iterator or a generator that a registered callable returns. */
    public <E> IteratorProxy<E> iterator(String typeid, @Nullable Object... args) {
        return IteratorProxy.over(create(typeid, args));
    }

    /** Any object as a Java interface; see {@link Proxy#as(Class)}. */
    public <T> T proxy(String typeid, Class<T> type, @Nullable Object... args) {
        return create(typeid, args).as(type);
    }

    /** How many objects the manager has that are referred to. Source: CPython's {@code BaseManager._number_of_objects}. */
    public int numberOfObjects() {
        return asked("number_of_objects") instanceof Integer number ? number : 0;
    }

    /** What the manager says of its objects, for people. Source: CPython's {@code BaseManager._debug_info}. */
    public String debugInfo() {
        return String.valueOf(ToJava.of(asked("debug_info")));
    }

    /**
     * The manager's objects. One of this project tells their {@link ObjectDescription#status} too; of Python's own the text of
     * {@link #debugInfo} is read.
     */
    public List<ObjectDescription> objects() {
        try {
            return ObjectDescription.readList(asked(ObjectDescription.FUNCTION));
        } catch (RemoteException unknown) {
            return ObjectDescription.parse(debugInfo());
        }
    }

    /**
     * The names of the pools that clients of this manager share, for {@link #create}.
     *
     * @throws RemoteException when it is Python's own manager, which has no such pools
     */
    public List<String> pools() {
        return ((List<?>) Objects.requireNonNull(ToJava.of(asked(Request.POOLS))))
                .stream().map(String::valueOf).toList();
    }

    private @Nullable Object asked(String function) {
        return Waiting.inAnyCase(session.control().call(function, Request.Arguments.NONE));
    }

    /** Ends the manager itself, for all its clients. Source: CPython's {@code Server.shutdown}. */
    public void shutdown() {
        Waiting.inAnyCase(session.control().callOnce("shutdown", Request.Arguments.NONE));
    }

    /** Drops all references and closes all connections; the manager itself goes on. Closing it again does nothing. */
    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return "manager at " + address();
    }
}
