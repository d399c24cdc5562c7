package io.picklewire.client;

import io.picklewire.connection.Address;
import io.picklewire.connection.PythonAddress;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.conversion.ToJava;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.protocol.Token;
import io.picklewire.protocol.Typeid;
import io.picklewire.python.PyObject;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that one client has of one manager: connections, references, and how calls are made through them. Any thread. */
final class ManagerSession {
    private final Address address;
    private final ManagerBuilder settings;
    private final ServerConnector dialer;
    private final Messages messages;
    private final Control control;
    private final ServingLinks links;
    private final MethodCalls calls;
    private final ReferenceRegistry references;
    private final Map<Address, ManagerSession> others = new ConcurrentHashMap<>();
    /** By the reference that their proxies hold, as long as there is one. */
    private final Map<Object, GetCoalescer> coalescers = Collections.synchronizedMap(new WeakHashMap<>());

    private final Map<Object, LockQueue> turns = Collections.synchronizedMap(new WeakHashMap<>());
    private @Nullable CompletableFuture<Boolean> cancelling;
    private volatile boolean closed;

    ManagerSession(Address address, ManagerBuilder settings) {
        this.address = address;
        this.settings = settings;
        this.dialer = new ServerConnector(address, settings.client(address), settings.reconnectFor());
        this.messages = new Messages(settings.classes(), this::rebuilt);
        this.control = new Control(dialer, messages, settings.connectTimeout());
        this.links = new ServingLinks(control, settings.connections());
        this.calls = new MethodCalls(control, messages, links, settings.callTimeout(), settings.executor());
        this.references = new ReferenceRegistry(control);
    }

    Address address() {
        return address;
    }

    Control control() {
        return control;
    }

    ServingLinks links() {
        return links;
    }

    MethodCalls calls() {
        return calls;
    }

    GetCoalescer coalescer(Proxy queue) {
        return coalescers.computeIfAbsent(queue.holder(), any -> new GetCoalescer(this, queue));
    }

    /** For each lock, which of this program's virtual threads may wait for it in the manager. */
    LockQueue turn(Proxy lock) {
        return turns.computeIfAbsent(lock.holder(), any -> new LockQueue());
    }

    /** Whether the manager is known to end calls when it is asked to; if nobody has asked yet, it is asked. */
    synchronized boolean knowsToCancel() {
        if (cancelling == null) {
            cancelling = control.callOnce("implementation", Request.Arguments.NONE)
                    .handle((name, failure) -> failure == null && "Picklewire".equals(ToJava.of(name)));
        }
        return cancelling.getNow(false);
    }

    boolean isPython2() {
        return control.reader().isPython2();
    }

    CompletableFuture<Proxy> create(String typeid, @Nullable Object... args) {
        requireOpen();
        @Nullable Object[] all = new @Nullable Object[args.length + 1];
        all[0] = typeid;
        System.arraycopy(args, 0, all, 1, args.length);
        Request.Arguments given = arguments(all);
        Supplier<CompletableFuture<Proxy>> maker = isShared(typeid) ? () -> create(typeid, args) : null;
        return control.within(() -> control.call("create", given, settings.createTimeout())
                        .thenCompose(result -> {
                            Reply.Created created = Messages.shaped(() -> Reply.Created.read(result));
                            return references.take(created.ident(), Lives.ANY).thenCompose(reference -> references
                                    .release(created.ident(), Lives.ANY)
                                    .thenApply(done -> new Made(created, reference)));
                        }))
                .thenApply(done -> proxy(typeid, done, maker));
    }

    private record Made(Reply.Created created, ReferenceRegistry.Reference reference) {}

    private Proxy proxy(String typeid, Lives.Done<Made> done, @Nullable Supplier<CompletableFuture<Proxy>> maker) {
        Reply.Created created = done.result().created();
        done.result().reference().in(done.life());
        Token token = new Token(typeid, PythonAddress.of(address), created.ident());
        return new Proxy(
                this,
                new Target(token, done.life(), maker),
                ProxyType.of(typeid, created.exposed()),
                done.result().reference());
    }

    /** What a manager registers under a name of its own is asked for again; of SyncManager's types each one is new. */
    private static boolean isShared(String typeid) {
        return Typeid.of(typeid).isEmpty();
    }

    /** A proxy that holds no reference. */
    Proxy borrow(String typeid, String ident) {
        Token token = new Token(typeid, PythonAddress.of(address), ident);
        return new Proxy(
                this, new Target(token, Lives.ANY, null), ProxyType.of(typeid, List.of()), references.uncounted(ident));
    }

    /** A proxy for a new object. The manager has counted a reference to it until the proxy counts its own. */
    private CompletableFuture<Proxy> adopt(String typeid, String ident, ProxyType type) {
        Token token = new Token(typeid, PythonAddress.of(address), ident);
        int life = control.lastLife();
        return references.take(ident, life).thenCompose(reference -> references
                .release(ident, life)
                .thenApply(done -> new Proxy(this, new Target(token, life, null), type, reference)));
    }

    /** What a method returned, a Python value. */
    @Nullable
    Object call(Proxy proxy, String method, Request.Arguments arguments, Waiting waiting) throws InterruptedException {
        requireOpen();
        while (true) {
            try {
                return result(calls.call(proxy.target(), method, arguments, waiting, proxy.connectionKind(method)));
            } catch (OtherLifeException e) {
                Waiting.inAnyCase(proxy.renew(e));
            }
        }
    }

    /** The same; the stage completes on the executor. */
    CompletableFuture<@Nullable Object> callAsync(Proxy proxy, String method, Request.Arguments arguments) {
        requireOpen();
        return sent(proxy, method, arguments)
                .thenApplyAsync(message -> result(messages.decode(message)), settings.executor());
    }

    private CompletableFuture<byte[]> sent(Proxy proxy, String method, Request.Arguments arguments) {
        ConnectionKind kind = proxy.connectionKind(method);
        CompletableFuture<byte[]> reply = kind == ConnectionKind.PIPELINE
                ? calls.pipeline(proxy.target(), method, arguments)
                : calls.callAsync(proxy.target(), method, arguments, kind);
        return reply.exceptionallyCompose(failure -> JavaFailure.unwrapped(failure) instanceof OtherLifeException other
                ? proxy.renew(other).thenCompose(done -> sent(proxy, method, arguments))
                : CompletableFuture.failedFuture(failure));
    }

    /** What a reply to a call returned, a Python value; it waits for the reference of a shared object. */
    @Nullable
    Object result(Reply reply) {
        if (!(reply instanceof Reply.Proxied proxied)) {
            return Messages.result(reply);
        }
        String typeid = proxied.token().typeid();
        ProxyType type = ProxyType.of(typeid, proxied.exposed());
        return type.kind().typed(Waiting.inAnyCase(adopt(typeid, proxied.token().ident(), type)));
    }

    /** The proxy for a shared object inside of a value; waits until the manager has counted the reference. */
    private Object rebuilt(Object[] args) {
        PickledProxy pickled = PickledProxy.read(args);
        ManagerSession home = home(pickled.token());
        Token token = pickled.token();
        ReferenceRegistry.Reference reference = pickled.counts()
                ? Waiting.inAnyCase(home.references.take(token.ident(), home.control.lastLife()))
                : home.references.uncounted(token.ident());
        return pickled.type()
                .kind()
                .typed(new Proxy(home, new Target(token, home.control.lastLife(), null), pickled.type(), reference));
    }

    /** The manager that has an object: this one, or another one with the same key, as CPython's processes have one. */
    private ManagerSession home(Token token) {
        Address where;
        try {
            where = PythonAddress.read(token.address());
        } catch (IllegalArgumentException e) {
            throw new BadReplyException("a proxy of an object that is nowhere: " + e.getMessage(), e);
        }
        return where.equals(address) || isHere(where)
                ? this
                : others.computeIfAbsent(where, other -> new ManagerSession(other, settings));
    }

    /** A manager that listens on all interfaces gives an address that is no host's. */
    private boolean isHere(Address where) {
        return where instanceof Address.Tcp tcp
                && address instanceof Address.Tcp own
                && tcp.port() == own.port()
                && (tcp.host().equals("0.0.0.0") || tcp.host().equals("::"));
    }

    /** Asks the manager for the methods of an object. */
    List<String> methods(Token token) {
        PyObject named = token.toPython(control.reader());
        Object names = Waiting.inAnyCase(control.call("get_methods", Request.Arguments.of(named)));
        return Messages.shaped(() -> Reply.Names.read(names)).names();
    }

    /** The arguments of a Java caller: positional ones, and perhaps {@link Kwargs} at the end. */
    static Request.Arguments arguments(@Nullable Object @Nullable ... args) {
        if (args == null) { // call("put", null), which javac takes for no array at all
            return Request.Arguments.of((Object) null);
        }
        int last = args.length - 1;
        return last >= 0 && args[last] instanceof Kwargs kwargs
                ? new Request.Arguments(Arrays.asList(args).subList(0, last), kwargs.values())
                : Request.Arguments.of(args);
    }

    private void requireOpen() {
        if (closed) {
            throw closedAlready();
        }
    }

    static IllegalStateException closedAlready() {
        return new IllegalStateException("the manager's client is closed");
    }

    void close() {
        if (!closed) {
            closed = true;
            references.dropAll();
            links.close();
            control.close();
            others.values().forEach(ManagerSession::close);
        }
    }
}
