package io.picklewire.client;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.connection.PythonAddress;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.protocol.Token;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    private final Address address;
    private final ManagerBuilder settings;
    private final Dialer dialer;
    private final Messages messages;
    private final Control control;
    private final ServingLinks links;
    private final Calls calls;
    private final References references;
    private volatile boolean closed;

    Manager(Address address, ManagerBuilder settings) {
        this.address = address;
        this.settings = settings;
        this.dialer = new Dialer(address, settings.client(address), settings.reconnectFor());
        this.messages = new Messages(settings.classes(), this::rebuilt);
        this.control = new Control(dialer, messages, settings.connectTimeout());
        this.links = new ServingLinks(control, settings.connections());
        this.calls = new Calls(control, messages, links, settings.callTimeout());
        this.references = new References(control);
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
        CompletableFuture<@Nullable Object> greeting = control.callOnce("dummy", Request.Arguments.NONE);
        try {
            greeting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + address);
        } catch (ExecutionException e) {
            Throwable cause = Dialer.cause(e);
            if (cause instanceof IOException io) {
                io.fillInStackTrace();
                throw io;
            }
            throw new IOException(address + " is no manager: " + cause.getMessage(), cause);
        }
    }

    /** Where the manager is. */
    public Address address() {
        return address;
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
        requireOpen();
        @Nullable Object[] all = new @Nullable Object[args.length + 1];
        all[0] = typeid;
        System.arraycopy(args, 0, all, 1, args.length);
        CompletableFuture<Proxy> made = control.call(
                        dialer::patiently, "create", arguments(all), settings.callTimeout())
                .thenCompose(result -> {
                    Reply.Created created = Reply.Created.read(result);
                    return adopt(typeid, created.ident(), ProxyType.of(typeid, created.exposed()));
                });
        try {
            return Waiting.BRIEFLY.until(made);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var unused = made.thenAccept(Proxy::close);
            throw new CallInterruptedException("interrupted while '" + typeid + "' was created", e);
        }
    }

    /** A {@code queue.Queue}; the arguments are those of {@link #create}, as for all of these. */
    public <E> SharedBlockingQueue<E> queue(String typeid, @Nullable Object... args) {
        return SharedBlockingQueue.over(create(typeid, args));
    }

    /** A {@code queue.Queue} whose items are to be said to be done. */
    public <E> SharedJoinableQueue<E> joinableQueue(String typeid, @Nullable Object... args) {
        return SharedJoinableQueue.over(create(typeid, args));
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

    /** A proxy for an object to which the manager has counted a reference for the time until there is one. */
    private CompletableFuture<Proxy> adopt(String typeid, String ident, ProxyType type) {
        Token token = new Token(typeid, PythonAddress.of(address), ident);
        return references.take(ident).thenCompose(reference -> references
                .release(ident)
                .thenApply(done -> new Proxy(this, token, type, reference)));
    }

    private Object rebuilt(Object[] args) {
        throw new UnsupportedOperationException();
    }

    @Nullable
    Object call(Proxy proxy, String method, Request.Arguments arguments, Waiting waiting) throws InterruptedException {
        requireOpen();
        return result(calls.call(proxy.ident(), method, arguments, waiting));
    }

    /** What a method returned, a Python value; the stage completes on the executor. */
    CompletableFuture<@Nullable Object> callAsync(Proxy proxy, String method, Request.Arguments arguments) {
        requireOpen();
        CompletableFuture<byte[]> reply = proxy.isNonBlocking(method)
                ? calls.pipeline(proxy.ident(), method, arguments)
                : calls.callAsync(proxy.ident(), method, arguments);
        return reply.thenApplyAsync(message -> result(messages.decode(message)), settings.executor());
    }

    private @Nullable Object result(Reply reply) {
        if (!(reply instanceof Reply.Proxied proxied)) {
            return Messages.result(reply);
        }
        String typeid = proxied.token().typeid();
        ProxyType type = ProxyType.of(typeid, proxied.exposed());
        return type.kind().typed(adopt(typeid, proxied.token().ident(), type).join());
    }

    /** What a Java caller gave: positional arguments, and perhaps {@link Kwargs} at the end. */
    static Request.Arguments arguments(@Nullable Object... args) {
        int last = args.length - 1;
        if (last >= 0 && args[last] instanceof Kwargs kwargs) {
            return new Request.Arguments(Arrays.asList(args).subList(0, last), kwargs.values());
        }
        List<@Nullable Object> positional = Arrays.asList(args);
        return new Request.Arguments(positional, Map.of());
    }

    boolean isPython2() {
        return control.protocol() <= Control.PYTHON2;
    }

    ServingLinks links() {
        return links;
    }

    private void requireOpen() {
        if (closed) {
            throw closedAlready();
        }
    }

    static IllegalStateException closedAlready() {
        return new IllegalStateException("the manager's client is closed");
    }

    /** Drops all references and closes all connections; the manager itself goes on. Closing it again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            references.dropAll();
            links.close();
        }
    }

    @Override
    public String toString() {
        return "manager at " + address;
    }
}
