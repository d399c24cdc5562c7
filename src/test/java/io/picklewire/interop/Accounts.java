package io.picklewire.interop;

import io.picklewire.conversion.PythonOrder;
import io.picklewire.javaobject.Exposure;
import io.picklewire.server.ManagerServerBuilder;
import io.picklewire.shared.SharedTypes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.BiFunction;

/** Java objects that Python reaches by its syntax, and by factories with arguments. */
final class Accounts {
    private final Map<String, LinkedBlockingQueue<Object>> queues = new ConcurrentHashMap<>();

    void register(ManagerServerBuilder builder) {
        builder.register("Account", Account.class)
                .register("Guarded", Account.class, Exposure.of("_h", "__len__", "__getattribute__"))
                .register("point", () -> new Workshop.Point(1, 2.5))
                .register("adder", () -> (BiFunction<Integer, Integer, Integer>) Integer::sum)
                .register("Job", Job.class)
                .register("Sums", Sums.class)
                .register("longs", () -> new LinkedHashSet<>(List.of(1L, 2L, 3L)))
                .register("mixed", () -> new LinkedHashSet<>(java.util.Arrays.asList(null, new Workshop.Point(1, 2.5))))
                .register("java_map", () -> new LinkedHashMap<>(Map.of("k", 1)))
                .register(
                        "Churn",
                        Churn.class,
                        Exposure.of("map", "list", "close")
                                .sharing("map", "churned_map")
                                .sharing("list", "churned_list"))
                .register("version", () -> "1.2")
                .registerFactory(
                        "get_queue", (args, kwargs) -> queues.computeIfAbsent((String) args.get(0), Accounts::queue))
                .registerFactory("described", (args, kwargs) -> args + " " + kwargs)
                .registerFactory("a_type", (args, kwargs) -> SharedTypes.create((String) args.get(0)))
                .registerFactory("nothing", (args, kwargs) -> new HashMap<>().get("x"))
                .register("in_order", () -> new PriorityBlockingQueue<>(11, PythonOrder.COMPARATOR));
    }

    private static LinkedBlockingQueue<Object> queue(String name) {
        return new LinkedBlockingQueue<>(List.of(name));
    }

    /** What takes arrays and collections of declared types. */
    public static final class Sums {
        public double doubles(double[] values) {
            return java.util.Arrays.stream(values).sum();
        }

        public long longs(long[] values) {
            return java.util.Arrays.stream(values).sum();
        }

        public int ints(int[] values) {
            return java.util.Arrays.stream(values).sum();
        }

        public float floats(float[] values) {
            return values[0] + values[1];
        }

        public int bytes(byte[] values) {
            return values[0] + values[1];
        }

        public double boxed(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).sum();
        }

        public double rows(double[][] values) {
            return java.util.Arrays.stream(values).mapToDouble(this::doubles).sum();
        }

        public int entries(Map<String, Integer> values) {
            return values.values().stream().mapToInt(Integer::intValue).sum();
        }

        public int whole(int value) {
            return value;
        }

        public double real(double value) {
            return value;
        }

        public Workshop.Point point(Workshop.Point value) {
            return value;
        }
    }

    /** An object with attributes, and names that Python takes for private. */
    public static final class Account implements AutoCloseable {
        public final String owner;
        public int level = 1;
        private double balance;
        private boolean open = true;

        public Account(String owner) {
            this.owner = owner;
        }

        public double getBalance() {
            return balance;
        }

        public void setBalance(double balance) {
            if (balance < 0) {
                throw new IllegalArgumentException("no credit");
            }
            this.balance = balance;
        }

        public boolean isOpen() {
            return open;
        }

        public Account deposit(double amount) {
            balance += amount;
            return this;
        }

        public String _h() {
            return "hidden";
        }

        public int __len__() {
            return 7;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    /** A functional interface among others, which is no lambda. */
    public static final class Job implements Callable<String>, Comparable<Job> {
        @Override
        public String call() {
            return "done";
        }

        @Override
        public int compareTo(Job other) {
            return 0;
        }
    }

    /** The application's own side, which uses concurrent collections without any monitor. */
    public static final class Churn implements AutoCloseable {
        private final Map<String, Object> map = new ConcurrentHashMap<>();
        private final List<Object> list = new CopyOnWriteArrayList<>();
        private volatile boolean stopped;
        private final Thread thread = new Thread(this::run, "churn");

        public Churn() {
            thread.setDaemon(true);
            thread.start();
        }

        public Map<String, Object> map() {
            return map;
        }

        public List<Object> list() {
            return list;
        }

        private void run() {
            while (!stopped) {
                map.put("k", "value");
                map.remove("k");
                list.add(1);
                list.clear();
            }
        }

        @Override
        public void close() {
            stopped = true;
        }
    }
}
