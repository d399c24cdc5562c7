package io.picklewire.pool;

import io.picklewire.client.IteratorProxy;
import io.picklewire.client.Kwargs;
import io.picklewire.client.Manager;
import io.picklewire.client.Proxy;
import io.picklewire.client.RemoteException;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.python.PyGlobal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool of Python processes that Java calls functions in: one that is started here, or one of any manager, Python's own or this
 * project's.
 *
 * <pre>{@code
 * try (Pool pool = Pool.start("python3", 4)) {
 *     double root = pool.submit(double.class, "math:sqrt", 2).join();
 *     List<Integer> lengths = pool.map(int.class, "builtins:len", List.of("a", "bc"));
 * }
 * }</pre>
 *
 * <p>A function is named {@code module:function}. Arguments and results are converted as the client's are; keyword arguments come
 * last, as {@link Kwargs}. What a function raises is a {@link RemoteException} with Python's traceback as its cause; so is the death of
 * a worker, with the type {@code multiprocessing.context.ProcessError}. Any thread. Source: CPython's {@code
 * multiprocessing.pool.Pool}.
 */
public final class Pool implements AutoCloseable {
    private final Proxy proxy;
    /** How many calls are made at the same time; others wait here, where they can be cancelled. */
    private final int most;

    private final Runnable closing;
    private final Deque<Call<?>> waiting = new ArrayDeque<>();
    private int underWay;

    private Pool(Proxy proxy, int most, Runnable closing) {
        this.proxy = proxy;
        this.most = most;
        this.closing = closing;
    }

    /**
     * Starts workers on this machine, which end with this pool and with this JVM. The pool keeps the JVM running until it is closed.
     *
     * @param python the interpreter: a path, or a name on the {@code PATH}
     * @param processes how many workers
     * @throws IOException when they cannot be started
     */
    public static Pool start(String python, int processes) throws IOException {
        return builder(python).processes(processes).start();
    }

    /** Workers in the making. */
    public static PoolBuilder builder(String python) {
        return new PoolBuilder(python);
    }

    /** A pool that a manager has, by the name under which it is registered. Closing this one leaves that as it is. */
    public static Pool of(Manager manager, String name) {
        Proxy pool = manager.create(name);
        return new Pool(pool, PoolBuilder.CALLS, pool::close);
    }

    /** A pool that a proxy refers to: {@code Pool.of(manager.create("Pool", 4))}. Closing this one ends it. */
    public static Pool of(Proxy pool) {
        return new Pool(pool, PoolBuilder.CALLS, () -> terminate(pool));
    }

    static Pool started(Proxy pool, int most, Runnable closing) {
        return new Pool(pool, most, closing);
    }

    static void terminate(Proxy pool) {
        pool.call("terminate");
        pool.call("join");
        pool.close();
    }

    /**
     * Calls a function in a worker. The future fails with a {@link RemoteException} when the function raises something, or when
     * its worker dies. A future that is cancelled before its turn is never called; one whose turn has come goes on, and nobody
     * gets its result.
     *
     * @throws IllegalArgumentException when that names no function
     */
    public CompletableFuture<@Nullable Object> submit(String function, @Nullable Object... args) {
        return submit(Object.class, function, args);
    }

    /** The same, the result converted to a Java type. It fails with a {@code ConversionException} when that cannot hold it. */
    public <T> CompletableFuture<T> submit(Class<T> type, String function, @Nullable Object... args) {
        int last = args.length - 1;
        boolean hasKwargs = last >= 0 && args[last] instanceof Kwargs;
        List<@Nullable Object> positional = Arrays.asList(args).subList(0, hasKwargs ? last : args.length);
        Map<String, @Nullable Object> named =
                hasKwargs ? ((Kwargs) Objects.requireNonNull(args[last])).values() : Map.of();
        Call<T> call = new Call<>(type, FunctionName.of(function), positional, named);
        synchronized (waiting) {
            waiting.add(call);
        }
        goOn();
        return call;
    }

    /** A call, from when it is wanted to its result. */
    private static final class Call<T> extends CompletableFuture<T> {
        private final Class<T> type;
        private final PyGlobal function;
        private final List<@Nullable Object> args;
        private final Map<String, @Nullable Object> kwargs;

        Call(Class<T> type, PyGlobal function, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
            this.type = type;
            this.function = function;
            this.args = new ArrayList<>(args);
            this.kwargs = kwargs;
        }

        @SuppressWarnings("NullAway") // a result may be None
        void make(Proxy pool, Runnable then) {
            pool.callAsync(type, "apply", function, args, kwargs).whenComplete((result, failure) -> {
                then.run();
                if (failure == null) {
                    complete(result);
                } else {
                    completeExceptionally(JavaFailure.unwrapped(failure));
                }
            });
        }
    }

    /** Makes calls that wait, as many as may be under way. */
    private void goOn() {
        List<Call<?>> begun = new ArrayList<>();
        synchronized (waiting) {
            while (underWay < most && !waiting.isEmpty()) {
                Call<?> next = waiting.remove();
                if (!next.isDone()) {
                    underWay++;
                    begun.add(next);
                }
            }
        }
        begun.forEach(call -> call.make(proxy, this::madeOne));
    }

    private void madeOne() {
        synchronized (waiting) {
            underWay--;
        }
        goOn();
    }

    /**
     * Calls a function with each of the items, in workers, and waits for all results, which come in the order of the items.
     *
     * @throws RemoteException the first that the function raised
     * @throws io.picklewire.client.ConversionException when the type cannot hold a result
     */
    public <T> List<T> map(Class<T> type, String function, Collection<?> items) {
        return proxy.callForList(type, "map", FunctionName.of(function), new ArrayList<>(items));
    }

    /**
     * The same, {@code chunkSize} items a task.
     *
     * @throws RemoteException the first that the function raised; ValueError for less than one
     */
    public <T> List<T> map(Class<T> type, String function, Collection<?> items, int chunkSize) {
        return proxy.callForList(type, "map", FunctionName.of(function), new ArrayList<>(items), chunkSize);
    }

    /** The same of items that are the arguments of one call each. */
    public <T> List<T> starmap(Class<T> type, String function, Collection<? extends List<?>> items) {
        return proxy.callForList(type, "starmap", FunctionName.of(function), new ArrayList<>(items));
    }

    /** The results one by one, in the order of the items, each as soon as it is there. To be closed when not read to its end. */
    public <T> Stream<T> imap(Class<T> type, String function, Collection<?> items) {
        return stream(type, "imap", function, items);
    }

    /** The results one by one, in the order in which they come. To be closed when not read to its end. */
    public <T> Stream<T> imapUnordered(Class<T> type, String function, Collection<?> items) {
        return stream(type, "imap_unordered", function, items);
    }

    private <T> Stream<T> stream(Class<T> type, String method, String function, Collection<?> items) {
        Object results = proxy.callForPython(method, FunctionName.of(function), new ArrayList<>(items));
        return ((IteratorProxy<?>) Objects.requireNonNull(results)).of(type).stream();
    }

    /** Ends the workers of a pool that was started here; calls that wait or are under way fail. */
    @Override
    public void close() {
        List<Call<?>> left;
        synchronized (waiting) {
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(call -> call.completeExceptionally(new CancellationException("the pool is closed")));
        closing.run();
    }

    @Override
    public String toString() {
        return "pool " + proxy;
    }
}
