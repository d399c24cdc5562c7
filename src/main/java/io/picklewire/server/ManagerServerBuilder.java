package io.picklewire.server;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import io.picklewire.connection.Address;
import io.picklewire.connection.Listeners;
import io.picklewire.connection.ListenersBuilder;
import io.picklewire.conversion.CustomTypes;
import io.picklewire.javaobject.Exposure;
import io.picklewire.javaobject.Factory;
import io.picklewire.javaobject.Registration;
import io.picklewire.python.PyGlobal;
import io.picklewire.shared.EventLog;
import io.picklewire.shared.ObjectLimits;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.SharedPool;
import io.picklewire.shared.SharedQueue;
import io.picklewire.transport.Transport;
import java.net.BindException;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.IObjectPickler;

/** Sets up a {@link ManagerServer}. Not thread-safe. */
public final class ManagerServerBuilder {
    /** What the name of a queue's dead items has after that of the queue. */
    static final String DEAD = ".dead";

    private final ListenersBuilder listeners = Listeners.builder();
    private boolean hasAddress;
    private final Map<String, Registration> registered = new LinkedHashMap<>();
    private final Map<String, SharedObject> shared = new LinkedHashMap<>();
    private CustomTypes classes = CustomTypes.none();
    private ServerSettings settings = ServerSettings.DEFAULT;

    ManagerServerBuilder() {}

    /** Listens there too. */
    public ManagerServerBuilder address(Address address) {
        listeners.address(address);
        hasAddress = true;
        return this;
    }

    /** The key that clients must have; required. */
    public ManagerServerBuilder authkey(AuthKey key) {
        listeners.authkey(key);
        settings = settings.with(key);
        return this;
    }

    /**
     * Lets clients call {@code manager.typeid()} for what the supplier gives: a Java queue, list, map or iterator,
     * which they use as Python's, or any other Java object, whose public methods they call, or a
     * {@link SharedObject}. As long as it gives the same object, clients share it. It is called on a thread of its
     * own, and may block.
     *
     * @throws IllegalArgumentException when something is registered by that name already
     */
    public ManagerServerBuilder register(String typeid, Supplier<?> supplier) {
        return register(typeid, supplier, Exposure.all());
    }

    /**
     * The same, of which clients may call what {@code exposure} says. The supplier is asked once here when that names
     * methods, to see whether the object has them.
     *
     * @throws IllegalArgumentException when it has not
     */
    public ManagerServerBuilder register(String typeid, Supplier<?> supplier, Exposure exposure) {
        return add(typeid, Registration.of(typeid, supplier, exposure));
    }

    /**
     * Lets clients call {@code manager.typeid(…)} for what the factory gives for their arguments: a queue by its name,
     * say. Clients share it as long as it is the same object.
     *
     * <pre>{@code
     * builder.registerFactory("get_queue", (args, kwargs) -> queues.get((String) args.get(0)))
     * }</pre>
     *
     * @throws IllegalArgumentException when something is registered by that name already
     */
    public ManagerServerBuilder registerFactory(String typeid, Factory factory) {
        return registerFactory(typeid, factory, Exposure.all());
    }

    /** The same, of which clients may call what {@code exposure} says. */
    public ManagerServerBuilder registerFactory(String typeid, Factory factory, Exposure exposure) {
        return add(typeid, Registration.of(typeid, factory, exposure));
    }

    /**
     * Lets clients call {@code manager.typeid(…)} for a new object of a class, by the public constructor that
     * takes their arguments.
     *
     * @throws IllegalArgumentException when the class has none, or something is registered by that name already
     */
    public ManagerServerBuilder register(String typeid, Class<?> type) {
        return register(typeid, type, Exposure.all());
    }

    /**
     * The same, of which clients may call what {@code exposure} says.
     *
     * @throws IllegalArgumentException also when the class does not have what the exposure names
     */
    public ManagerServerBuilder register(String typeid, Class<?> type, Exposure exposure) {
        return add(typeid, Registration.of(typeid, type, exposure));
    }

    /**
     * Lets clients call {@code manager.typeid(…)} for a new object of one of the server's own types, such as
     * {@code Queue} or {@code defaultdict}, which they know under this name.
     *
     * @throws IllegalArgumentException when there is no such type, or something is registered by that name already
     */
    public ManagerServerBuilder registerType(String typeid, String type) {
        return add(typeid, Registration.of(type));
    }

    /**
     * Lets clients call {@code manager.name()} for a pool that they share. Its workers come from wherever they come: each process that
     * calls {@code multiprocessing.pool.worker} with a proxy of it is one.
     *
     * @param retries how often a task is given to another worker whose worker has died
     * @throws IllegalArgumentException for a negative number, or when something is registered by that name already
     */
    public ManagerServerBuilder registerPool(String name, int retries) {
        SharedPool pool = SharedPool.shared(retries);
        register(name, () -> pool);
        settings = settings.withPool(name);
        return this;
    }

    /**
     * Writes instances of {@code type}, and of what extends or implements it, with a pickler of the user's, where the
     * application's own objects give them to clients.
     */
    public ManagerServerBuilder pickle(Class<?> type, IObjectPickler pickler) {
        classes = classes.with(type, pickler);
        return this;
    }

    /**
     * Makes instances of Python's class {@code module.name} with a constructor of the user's, where clients give them
     * to the application's own objects. If the pickle sets a state, the public method {@code __setstate__} of the
     * instance gets it.
     *
     * @param constructor gets Python values: a tuple is a {@code PyTuple}, and the {@code str} of a Python 2 a {@code Py2Str}
     */
    public ManagerServerBuilder construct(String module, String name, IObjectConstructor constructor) {
        classes = classes.with(new PyGlobal(module, name), constructor);
        return this;
    }

    /**
     * Lets clients call {@code manager.typeid()} for one object of the server's own types, which they share. Of a server with a
     * {@link #store} it is there again after a restart: then {@code object} says what it is if there is none yet.
     *
     * <pre>{@code
     * builder.register("jobs", SharedTypes.queue())
     * }</pre>
     *
     * <p>A queue that lends its items comes with another one, {@code typeid.dead}, for those that came back too often.
     *
     * @throws IllegalArgumentException when something is registered by that name already
     */
    public ManagerServerBuilder register(String typeid, SharedObject object) {
        add(typeid, Registration.of(typeid, () -> object, Exposure.all()));
        shared.put(typeid, object);
        if (object instanceof SharedQueue queue && queue.dead() != null) {
            register(typeid + DEAD, queue.dead());
        }
        return this;
    }

    /**
     * Keeps the objects of the server's own types, so that they are there again after a restart, whatever ended the server. The
     * application's own objects are not kept.
     */
    public ManagerServerBuilder store(EventStore store) {
        settings = settings.with(store);
        return this;
    }

    private ManagerServerBuilder add(String typeid, Registration registration) {
        if (registered.putIfAbsent(typeid, registration) != null) {
            throw new IllegalArgumentException("'" + typeid + "' is registered twice");
        }
        return this;
    }

    /**
     * How long an object that no client refers to stays, so that a proxy on its way finds it; 60 seconds. Where the heap
     * is nearly full, 5 seconds at most.
     */
    public ManagerServerBuilder linger(Duration duration) {
        settings = settings.with(duration);
        return this;
    }

    /** How long a client may take to prove that it has the key; 10 seconds. */
    public ManagerServerBuilder handshakeDeadline(Duration duration) {
        listeners.handshakeDeadline(duration);
        return this;
    }

    /** The largest message, in bytes; 1 GiB. */
    public ManagerServerBuilder maxFrameBytes(long bytes) {
        listeners.maxFrameBytes(bytes);
        return this;
    }

    /**
     * How many objects clients may have made that are still there: one process, and all together; 100,000 and 1,000,000.
     *
     * @throws IllegalArgumentException for less than one, or fewer in all than of one process
     */
    public ManagerServerBuilder maxObjects(int byProcess, int total) {
        settings = settings.with(new ObjectLimits(byProcess, total));
        return this;
    }

    /** Is told what happens in the server. */
    public ManagerServerBuilder listener(ServerListener serverListener) {
        settings = settings.with(serverListener);
        return this;
    }

    /**
     * Lets clients make pools ({@code manager.Pool(4)}), whose workers are started by {@code starter}. They run the functions
     * that clients name. Without it {@code Pool} is an error.
     */
    public ManagerServerBuilder workers(WorkerStarter starter) {
        settings = settings.with(starter);
        return this;
    }

    /** Tells of every event. */
    ManagerServerBuilder eventLog(EventLog eventLog) {
        settings = settings.with(eventLog);
        return this;
    }

    /** Writes an object whole when its events have become that many bytes, and more than the object. */
    ManagerServerBuilder leastBytes(int bytes) {
        settings = settings.withLeastBytes(bytes);
        return this;
    }

    /** Clients that sign with a weaker digest are refused; MD5, which lets CPython 3.11 and older in. */
    public ManagerServerBuilder minimumDigest(Digest minimum) {
        listeners.minimumDigest(minimum);
        return this;
    }

    /**
     * Who may connect to Unix sockets that are files; their owner alone unless set, whatever the umask. Without effect
     * where files have no such rights, and on abstract ones, which have none.
     */
    public ManagerServerBuilder socketMode(Set<PosixFilePermission> mode) {
        listeners.socketMode(mode);
        return this;
    }

    /** Threads for input and output; 1, which was measured best on small machines. */
    public ManagerServerBuilder eventLoops(int threads) {
        listeners.eventLoops(threads);
        return this;
    }

    /** How the operating system is asked for input and output; {@link Transport#AUTO} unless set. */
    public ManagerServerBuilder transport(Transport transport) {
        listeners.transport(transport);
        return this;
    }

    /**
     * Starts the server.
     *
     * @throws BindException when an address cannot be listened on; it says which and why
     * @throws IllegalStateException without an authkey
     * @throws UnsupportedOperationException when the transport does not exist here
     * @throws StoreException when the store cannot be read or written; it is as it was
     */
    public ManagerServer start() throws BindException {
        if (!hasAddress) {
            address(Address.of("127.0.0.1", 0));
        }
        if (settings.store() == null) {
            return new ManagerServer(new Registry(registered, classes), settings, listeners, null);
        }
        EventStore.Opened store = settings.store().open();
        try {
            return start(store, settings.store().isSynchronous());
        } catch (BindException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private ManagerServer start(EventStore.Opened store, boolean isSynchronous) throws BindException {
        Recovery recovery = new Recovery(store, isSynchronous, settings);
        Map<String, Registration> all = new LinkedHashMap<>(registered);
        recovery.name(shared)
                .forEach((name, object) -> all.put(name, Registration.of(name, () -> object, Exposure.all())));
        return new ManagerServer(new Registry(all, classes), settings, listeners, recovery);
    }
}
