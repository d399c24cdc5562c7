package io.picklewire.interop;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.javaobject.Exposure;
import io.picklewire.server.ManagerServer;
import io.picklewire.server.ManagerServerBuilder;
import io.picklewire.shared.SharedQueue;
import java.net.BindException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;

/** A server in this JVM, whose queues, lists and dicts are Java's, and which shares other Java objects besides. */
final class JavaServer {
    private JavaServer() {}

    static ManagerServer start() throws BindException {
        ManagerServerBuilder builder = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of(ServerUnderTest.AUTHKEY))
                .register("Queue", BoundedQueue.class)
                .register("JoinableQueue", BoundedQueue.class)
                .register("list", GrowingList.class)
                .register("dict", OrderedMap.class)
                .register("plain_list", () -> new ArrayList<>())
                .register("plain_dict", () -> new LinkedHashMap<>());
        collections(builder);
        objects(builder);
        return builder.start();
    }

    private static void collections(ManagerServerBuilder builder) {
        LinkedBlockingQueue<Object> one = new LinkedBlockingQueue<>();
        builder.register("the_queue", () -> one)
                .register("ArrayBlockingQueue", ArrayBlockingQueue.class)
                .register("LinkedBlockingDeque", LinkedBlockingDeque.class)
                .register("SynchronousQueue", SynchronousQueue.class)
                .register("PriorityBlockingQueue", PriorityBlockingQueue.class)
                .register("ArrayDeque", ArrayDeque.class)
                .register("ConcurrentLinkedQueue", ConcurrentLinkedQueue.class)
                .register("CopyOnWriteArrayList", CopyOnWriteArrayList.class)
                .register("ConcurrentHashMap", ConcurrentHashMap.class)
                .register("TreeMap", TreeMap.class)
                .register("fixed", () -> Arrays.asList(3, 1, 2))
                .register("unchangeable", () -> Collections.unmodifiableList(List.of(1)))
                .register("records", () -> new ArrayList<>(List.of(new Workshop.Point(1, 2.5), Workshop.Day.MONDAY)))
                .register("long_keys", () -> new LinkedHashMap<>(Map.of(5L, "a Long")))
                .register("Applicant", Applicant.class)
                .register("numbers", () -> List.of(1, 2, 3).iterator());
    }

    private static void objects(ManagerServerBuilder builder) {
        Workshop workshop = new Workshop();
        builder.register(
                        "the_workshop",
                        () -> workshop,
                        Exposure.all().sharing("shelf", "Shelf", Exposure.of("label", "put", "things")))
                .register("Workshop", Workshop.class)
                .register("Waiting", Waiting.class)
                .register("StringBuilder", StringBuilder.class)
                .register(
                        "Shelf",
                        Workshop.Shelf.class,
                        Exposure.of("put", "things").sharing("things", "list"))
                .register("hidden_comparator", () -> Collections.reverseOrder())
                .register("a_lambda", () -> (java.util.function.IntUnaryOperator) number -> number + 1)
                .register("SharedQueue", () -> new SharedQueue(0))
                .register("broken", () -> {
                    throw new IllegalStateException("no database");
                })
                .register("null", () -> null)
                .register("Slow", Slow.class);
        new Accounts().register(builder);
    }

    /** A queue as Python's constructor makes it. */
    public static final class BoundedQueue extends LinkedBlockingQueue<Object> {
        public BoundedQueue() {}

        public BoundedQueue(int maxsize) {
            super(maxsize <= 0 ? Integer.MAX_VALUE : maxsize);
        }
    }

    /** A list as Python's constructor makes it. */
    public static final class GrowingList extends ArrayList<Object> {
        public GrowingList() {}

        public GrowingList(List<?> items) {
            super(items);
        }
    }

    /** A dict as Python's constructor makes it. */
    public static final class OrderedMap extends LinkedHashMap<Object, Object> {
        public OrderedMap() {}

        public OrderedMap(Map<?, ?> entries) {
            super(entries);
        }
    }

    /** The application's own side: it gets the very collections that Python has proxies of. */
    public static final class Applicant {
        public void add(java.util.Queue<Object> queue, Object item) {
            queue.add(item);
        }

        public String take(java.util.Queue<Object> queue) {
            Object item = queue.remove();
            return item.getClass().getSimpleName() + " " + item;
        }

        public int size(java.util.Collection<?> collection) {
            synchronized (collection) {
                return collection.size();
            }
        }

        public List<String> types(List<?> list) {
            return list.stream()
                    .map(item -> item == null ? "null" : item.getClass().getSimpleName())
                    .toList();
        }

        public Map<String, String> types(Map<?, ?> map) {
            Map<String, String> types = new TreeMap<>();
            map.forEach((key, value) -> types.put(
                    key.getClass().getSimpleName() + " " + key, value.getClass().getSimpleName()));
            return types;
        }
    }

    /** Takes its time to be made. */
    public static final class Slow {
        private final String state;

        public Slow(Waiting waiting) throws InterruptedException {
            state = waiting.block();
        }

        public String state() {
            return state;
        }
    }
}
