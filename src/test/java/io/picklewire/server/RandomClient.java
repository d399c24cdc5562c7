package io.picklewire.server;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.connection.Client;
import io.picklewire.connection.Connection;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Token;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PySlice;
import io.picklewire.python.PyTuple;
import io.picklewire.python.RandomValues;
import io.picklewire.shared.SharedTypes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.razorvine.pickle.PickleException;

/**
 * A client that does whatever the wire allows: it calls any method with any arguments, gives up calls that wait, and goes
 * without a word. Used by one thread.
 */
final class RandomClient implements Runnable {
    private static final AuthKey KEY = AuthKey.of("key");
    private static final List<String> TYPES = Stream.concat(SharedTypes.typeids().stream(), Stream.of("Pool"))
            .sorted()
            .toList();

    private static final int MANY = 25_000;
    /** After so long a new request means that the one before is given up; a busy server may take sooner ones for a pipeline. */
    private static final int SURELY_GIVEN_UP_MILLIS = 50;

    /** What a client knows of a shared object. */
    record Known(String typeid, String ident, List<String> methods) {}

    private final Address address;
    private final Random random;
    private final int protocol;
    /** What all clients know. */
    private final Queue<Known> objects;

    private final RandomValues values;
    private final int calls;

    RandomClient(Address address, Queue<Known> objects, long seed, int calls) {
        this.address = address;
        this.objects = objects;
        this.random = new Random(seed);
        this.protocol = List.of(2, 3, 4, 5).get(random.nextInt(4));
        this.values = new RandomValues(random, protocol == 2);
        this.calls = calls;
    }

    @Override
    public void run() {
        try {
            int left = calls;
            while (left > 0) {
                left -= session(Math.min(left, 1 + random.nextInt(60)));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Makes an object of each type, and calls each of its methods; says what was called, as {@code ident.method}. */
    Set<String> callEverything() throws IOException {
        Set<String> called = new TreeSet<>();
        for (String typeid : TYPES) {
            Known object = create(typeid);
            while (object == null) { // not all members that were drawn can be hashed, say
                object = create(typeid);
            }
            try (Connection connection = accepted()) {
                for (String method : object.methods()) {
                    send(connection, object.ident(), method, args(typeid, method));
                    takeReply(connection, SURELY_GIVEN_UP_MILLIS);
                    called.add(object.ident() + "." + method);
                }
            }
        }
        return called;
    }

    private Connection accepted() throws IOException {
        Connection connection = connect();
        send(connection, null, "accept_connection", "client " + random.nextInt(1000));
        result(connection);
        return connection;
    }

    private Connection connect() throws IOException {
        return Client.to(address).authkey(KEY).pickleProtocol(protocol).connect();
    }

    /** Asks the server itself. */
    private Object control(String function, Object... args) throws IOException {
        try (Connection connection = connect()) {
            send(connection, null, function, args);
            return result(connection);
        }
    }

    private static void send(Connection connection, String ident, String method, Object... args) throws IOException {
        connection.send(PyTuple.of(ident, method, PyTuple.of(args), Map.of()));
    }

    /** What a reply says; an exception as it is. */
    private static Object result(Connection connection) throws IOException {
        try {
            Reply reply = Reply.parse(connection.recvBytes(), new Loader());
            return reply instanceof Reply.Result result ? result.value() : reply;
        } catch (PickleException e) {
            return e;
        }
    }

    private int session(int most) throws IOException {
        try (Connection connection = accepted()) {
            for (int done = 0; done < most; done++) {
                change();
                Known object = any();
                if (object != null) {
                    String method =
                            object.methods().get(random.nextInt(object.methods().size()));
                    send(connection, object.ident(), method, args(object.typeid(), method));
                    if (!takeReply(connection, 2 + random.nextInt(12))) {
                        return done + 1; // it goes without a word
                    }
                }
            }
        }
        return most;
    }

    /** Now and then an object is made, or a reference is counted or dropped. */
    private void change() throws IOException {
        int what = random.nextInt(30);
        if (what < 3 || objects.size() < 5) {
            create(TYPES.get(random.nextInt(TYPES.size())));
        } else if (what == 3) {
            control("incref", any().ident());
        } else if (what == 4 && objects.size() > 20) {
            Known gone = objects.poll();
            if (gone != null) {
                control("decref", gone.ident());
            }
        }
    }

    /** The object; null when the server refuses it. */
    private Known create(String typeid) throws IOException {
        Object[] args = constructor(typeid);
        Object[] all = new Object[args.length + 1];
        all[0] = typeid;
        System.arraycopy(args, 0, all, 1, args.length);
        Object created = control("create", all);
        if (!(created instanceof PyTuple)) {
            return null;
        }
        Reply.Created reply = Reply.Created.read(created);
        Known object = new Known(typeid, reply.ident(), reply.exposed());
        objects.add(object);
        control("incref", reply.ident());
        control("decref", reply.ident());
        return object;
    }

    private Object[] constructor(String typeid) {
        return switch (typeid) {
            case "Queue", "JoinableQueue", "PriorityQueue", "LifoQueue" -> new Object[] {random.nextInt(4)};
            case "Semaphore", "BoundedSemaphore" -> new Object[] {random.nextInt(3)};
            case "Condition" -> {
                Known lock = any("Lock", "RLock");
                yield lock == null || random.nextBoolean() ? new Object[] {} : new Object[] {proxy(lock)};
            }
            case "Barrier", "Pool" -> new Object[] {1 + random.nextInt(3)};
            case "list", "set", "deque", "Iterator" -> new Object[] {list()};
            case "dict", "OrderedDict", "Counter" -> random.nextBoolean() ? new Object[] {} : new Object[] {pairs()};
            case "defaultdict" -> new Object[] {new PyGlobal("builtins", random.nextBoolean() ? "list" : "int")};
            case "Value" -> new Object[] {"i", values.value(1)};
            case "Array" -> new Object[] {random.nextBoolean() ? "i" : "d", List.of(3, 1, 2)};
            default -> new Object[] {};
        };
    }

    private Known any(String... typeids) {
        List<Known> all = new ArrayList<>(objects);
        if (typeids.length > 0) {
            all.removeIf(known -> !List.of(typeids).contains(known.typeid()));
        }
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private Object proxy(Known object) {
        return PyObject.call(
                "multiprocessing.managers",
                "RebuildProxy",
                new PyGlobal("multiprocessing.managers", "ListProxy"),
                new Token(object.typeid(), PyTuple.of("127.0.0.1", 1), object.ident())
                        .toPython(Reader.ofPickle(protocol)),
                "pickle",
                Map.of());
    }

    /** Arguments that the method takes, more often than not. */
    private Object[] args(String typeid, String method) {
        if (random.nextInt(6) == 0) {
            return some(random.nextInt(4));
        }
        return typeid.equals("Pool") ? poolArgs(method) : methodArgs(typeid, method);
    }

    /** As clients, workers and keepers call a pool. */
    private Object[] poolArgs(String method) {
        Object function = new PyGlobal("module", "function");
        Object job = 1 + random.nextInt(6);
        Object index = random.nextInt(3);
        Object result = PyTuple.of(random.nextInt(4) > 0, random.nextBoolean() ? item() : list());
        String keeper = "keeper" + random.nextInt(2);
        return switch (method) {
            case "apply", "apply_async" -> new Object[] {function, PyTuple.of(item(), item())};
            case "map", "map_async", "imap", "imap_unordered", "starmap", "starmap_async" ->
                new Object[] {function, list(), 1 + random.nextInt(3)};
            case "put" -> new Object[] {PyTuple.of(job, index, result)};
            case "bring" -> new Object[] {job, index, result};
            case "fetch" -> new Object[] {job, index};
            case "enlist" -> new Object[] {keeper, 1 + random.nextInt(3), "host"};
            case "keep", "outstanding" -> new Object[] {keeper};
            case "give_back" -> new Object[] {keeper, job, index};
            case "leave" -> random.nextInt(4) > 0 ? new Object[] {keeper} : new Object[] {keeper, "no worker starts"};
            case "ended" -> new Object[] {keeper, 1 + random.nextInt(3), "was killed", job, index};
            default -> new Object[] {};
        };
    }

    private Object[] methodArgs(String typeid, String method) {
        return switch (method) {
            case "get" -> typeid.endsWith("Queue") ? new Object[] {true, time()} : some(1 + random.nextInt(2));
            case "put" -> new Object[] {item(), true, time()};
            case "acquire" -> random.nextBoolean() ? new Object[] {} : new Object[] {true, time()};
            case "wait" -> random.nextInt(3) > 0 ? new Object[] {time()} : new Object[] {};
            case "sort" -> new Object[] {};
            case "update", "extend", "extendleft", "union", "__ior__", "__iadd__", "__or__" -> new Object[] {more()};
            case "__getitem__", "__delitem__" -> new Object[] {place(typeid)};
            case "__setitem__" -> new Object[] {place(typeid), item()};
            case "insert" -> new Object[] {index(), item()};
            case "__getattribute__", "__delattr__" -> new Object[] {"abc".substring(random.nextInt(3))};
            case "__setattr__" -> new Object[] {"abc".substring(random.nextInt(3)), item()};
            case "rotate", "__mul__", "__imul__", "__rmul__" -> new Object[] {random.nextInt(4) - 1};
            case "append", "appendleft", "put_nowait", "add", "remove", "discard", "count", "index", "set" ->
                new Object[] {item()};
            case "setdefault" -> new Object[] {values.key(1), item()};
            default -> some(random.nextInt(2));
        };
    }

    private Object time() {
        return random.nextInt(3) * 0.004;
    }

    private Object place(String typeid) {
        return typeid.contains("ict") || typeid.equals("Counter")
                ? values.key(1)
                : random.nextInt(4) == 0 ? new PySlice(index(), index(), null) : index();
    }

    private Object index() {
        return random.nextInt(8) - 4;
    }

    private Object item() {
        int kind = random.nextInt(8);
        if (kind == 0) {
            Known object = any();
            return object == null ? null : proxy(object);
        }
        return kind == 1 ? null : kind < 5 ? random.nextInt(5) : values.value(2);
    }

    private Object more() {
        Known container = any("list", "dict", "set", "deque", "OrderedDict", "Counter", "defaultdict");
        return switch (random.nextInt(3)) {
            case 0 -> container == null ? list() : proxy(container);
            case 1 -> pairs();
            default -> list();
        };
    }

    /** Now and then so many that calls of the object are carried out elsewhere than on an event loop. */
    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        if (random.nextInt(150) == 0) {
            for (int i = 0; i < MANY; i++) {
                list.add(random.nextInt());
            }
        }
        for (int left = random.nextInt(4); left > 0; left--) {
            list.add(item());
        }
        return list;
    }

    private List<Object> pairs() {
        List<Object> pairs = new ArrayList<>();
        for (int left = random.nextInt(3); left > 0; left--) {
            pairs.add(PyTuple.of(values.key(1), random.nextInt(3)));
        }
        return pairs;
    }

    private Object[] some(int count) {
        Object[] args = new Object[count];
        for (int i = 0; i < count; i++) {
            args[i] = item();
        }
        return args;
    }

    /** Whether the client goes on: with a reply, or by giving the call up. */
    private boolean takeReply(Connection connection, int millis) throws IOException {
        boolean came = connection.poll(Duration.ofMillis(millis));
        while (connection.poll(Duration.ZERO)) {
            share(result(connection));
        }
        return came || random.nextInt(4) > 0;
    }

    /** Results that are shared are called as well. */
    private void share(Object result) {
        if (result instanceof Reply.Proxied shared) {
            objects.add(new Known(shared.token().typeid(), shared.token().ident(), shared.exposed()));
        }
    }
}
