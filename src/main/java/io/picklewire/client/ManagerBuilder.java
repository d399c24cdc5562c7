package io.picklewire.client;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.connection.Client;
import io.picklewire.connection.ClientBuilder;
import io.picklewire.conversion.CustomTypes;
import io.picklewire.python.PyGlobal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.IObjectPickler;
import org.jspecify.annotations.Nullable;

/** The settings of a manager's client. Only the key has to be given. Not thread-safe. */
public final class ManagerBuilder {
    private static final long ONE_GIB = 1L << 30;
    private static final int CONNECTIONS = 64;

    private final Address address;
    private @Nullable AuthKey authkey;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private @Nullable Duration callTimeout;
    private Duration reconnectFor = Duration.ofSeconds(5);
    private int connections = CONNECTIONS;
    private long maxFrameBytes = ONE_GIB;
    private Executor executor = ReplyExecutor.POOL;
    private CustomTypes classes = CustomTypes.none();

    ManagerBuilder(Address address) {
        this.address = address;
    }

    /** The key that the manager has; required. */
    public ManagerBuilder authkey(AuthKey key) {
        authkey = key;
        return this;
    }

    /** How long connecting, authenticating and one control function may take together; 10 seconds unless set. */
    public ManagerBuilder connectTimeout(Duration limit) {
        connectTimeout = positive("connect timeout", limit);
        return this;
    }

    /**
     * How long a call may take, beyond the time that its method is asked to wait; no limit unless set. A call that
     * takes longer is a {@link CallTimeoutException}.
     */
    public ManagerBuilder callTimeout(Duration limit) {
        callTimeout = positive("call timeout", limit);
        return this;
    }

    /** For how long a failed attempt to connect is repeated; 5 seconds unless set, zero for no further attempt. */
    public ManagerBuilder reconnectFor(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("reconnecting for " + limit + "; allowed is zero and more");
        }
        reconnectFor = limit;
        return this;
    }

    /**
     * How many connections asynchronous calls and virtual threads may use together, and as many again for calls that
     * wait; 64 unless set. Calls that never wait in the manager share one more connection, and do not wait for each
     * other's replies. All virtual threads that wait for one queue share one. A virtual thread that is the next to get
     * a lock, holds one, or waits in a condition or at a barrier has a connection of its own, without a bound, since
     * locks belong to connections. CPython's manager starts a thread for each connection.
     */
    public ManagerBuilder connections(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(limit + " connections; allowed are 1 and more");
        }
        connections = limit;
        return this;
    }

    /** The longest reply that is taken, in bytes; 1 GiB unless set. A longer one is a {@link BadReplyException}. */
    public ManagerBuilder maxFrameBytes(long bytes) {
        maxFrameBytes = bytes;
        return this;
    }

    /** The executor that completes the stages of asynchronous calls; a few daemon threads of the process unless set. */
    public ManagerBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** Writes instances of {@code type}, and of what extends or implements it, with a pickler of the user's. */
    public ManagerBuilder pickle(Class<?> type, IObjectPickler pickler) {
        classes = classes.with(type, pickler);
        return this;
    }

    /**
     * Makes instances of Python's class {@code module.name} with a constructor of the user's. If the pickle sets a
     * state, the public method {@code __setstate__} of the instance gets it.
     *
     * @param constructor gets Python values: a tuple is a {@code PyTuple}, and the {@code str} of a Python 2 a {@code Py2Str}
     */
    public ManagerBuilder construct(String module, String name, IObjectConstructor constructor) {
        classes = classes.with(new PyGlobal(module, name), constructor);
        return this;
    }

    /**
     * Connects, and asks the manager whether it is one.
     *
     * @throws java.net.ConnectException when nobody listens there, naming the address and why
     * @throws io.picklewire.auth.AuthenticationException when the keys differ
     * @throws java.net.SocketTimeoutException when the time was up
     * @throws java.io.InterruptedIOException when the thread was interrupted, which it stays
     * @throws IOException when the peer is no manager
     * @throws IllegalStateException without an authkey
     */
    public Manager connect() throws IOException {
        if (authkey == null) {
            throw new IllegalStateException("no authkey is set; the manager asks for it");
        }
        Manager manager = new Manager(address, this);
        try {
            manager.greet();
        } catch (IOException | RuntimeException failed) {
            manager.close();
            throw failed;
        }
        return manager;
    }

    ClientBuilder client(Address to) {
        ClientBuilder client = Client.to(to).connectTimeout(connectTimeout).maxFrameBytes(maxFrameBytes);
        return authkey == null ? client : client.authkey(authkey);
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    @Nullable
    Duration callTimeout() {
        return callTimeout;
    }

    /** Making an object may take as long as a call, once there is a connection. */
    @Nullable
    Duration createTimeout() {
        return callTimeout == null ? null : callTimeout.plus(connectTimeout);
    }

    Duration reconnectFor() {
        return reconnectFor;
    }

    int connections() {
        return connections;
    }

    Executor executor() {
        return executor;
    }

    CustomTypes classes() {
        return classes;
    }

    private static Duration positive(String what, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(what + " " + limit + "; allowed is more than zero");
        }
        return limit;
    }
}
