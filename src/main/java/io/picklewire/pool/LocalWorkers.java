package io.picklewire.pool;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.process.ProcessId;
import io.picklewire.python.PyException;
import io.picklewire.server.LocalClient;
import io.picklewire.server.WorkerStarter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the workers of clients' pools on this machine. A client of this machine and of the same user has them started as it was
 * started itself; for others there is a program that is given. Any thread.
 */
public final class LocalWorkers implements WorkerStarter {
    private static final Logger LOG = LoggerFactory.getLogger(LocalWorkers.class);

    private static final String NO_PROGRAM =
            "Pool: the client is no Python program of the server's machine and user, so it is not known what to start as its"
                    + " workers; start the server with --python, and with --main for the functions of a script";

    /** So long a new pool waits for the workers of others that are about to end. */
    private static final long PATIENCE_MILLIS = 5000;

    private static final String NOT_YET = "the server does not listen yet";

    private final int most;
    private final @Nullable PythonProgram others;
    private final Map<WorkerKeeper, CompletableFuture<@Nullable String>> keepers = new ConcurrentHashMap<>();
    private final Deque<Wanted> waiting = new ArrayDeque<>();
    private int taken;
    private boolean isClosed;
    private @Nullable Address address;
    private @Nullable AuthKey key;
    private @Nullable Function<String, LocalClient> clients;

    private LocalWorkers(int most, @Nullable PythonProgram others) {
        this.most = most;
        this.others = others;
    }

    /**
     * Workers for clients of this machine and user, and for no others.
     *
     * @param most how many there may be, of all pools together
     * @throws IllegalArgumentException for less than one
     */
    public static LocalWorkers upTo(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("the number of workers must be 1 or more, not " + most);
        }
        return new LocalWorkers(most, null);
    }

    /**
     * The same, and for other clients as well.
     *
     * @param python the interpreter of other clients' workers: a path, or a name on the {@code PATH}
     * @param main the script whose functions they may call; null for those of modules alone
     * @throws IllegalArgumentException when there is no such interpreter or script
     */
    public LocalWorkers withPython(String python, @Nullable Path main) {
        try {
            return of(most, PythonProgram.of(python, main).checked());
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static LocalWorkers of(int most, PythonProgram program) {
        return new LocalWorkers(most, program);
    }

    @Override
    public synchronized void begin(
            List<Address> addresses, AuthKey authkey, Function<String, LocalClient> localClients) {
        address = local(addresses.get(0));
        key = authkey;
        clients = localClients;
    }

    @Override
    public CompletionStage<Places> take(OptionalInt wanted, Optional<ProcessId> client) {
        if (client.filter(process -> isWorker(process.pid())).isPresent()) {
            throw PyException.assertionError(
                    "daemonic processes are not allowed to have children; a worker of a pool asks"
                            + " for a pool, perhaps because its main module does so when it is imported");
        }
        PythonProgram program = client.flatMap(process -> PythonProgram.of(process.pid()))
                .or(() -> Optional.ofNullable(others))
                .orElseThrow(() -> PyException.runtimeError(NO_PROGRAM));
        CompletableFuture<Places> places = new CompletableFuture<>();
        Wanted asked = new Wanted(wanted, program, places);
        synchronized (this) {
            waiting.add(asked);
        }
        serve();
        CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> giveUp(asked));
        return places;
    }

    private boolean isWorker(long pid) {
        return keepers.keySet().stream().anyMatch(keeper -> keeper.hasStarted(pid));
    }

    /** Somebody who wants places. */
    private record Wanted(OptionalInt count, PythonProgram program, CompletableFuture<Places> places) {}

    /** Gives places to those who have waited longest, as far as there are some. */
    private void serve() {
        List<Runnable> served = new ArrayList<>();
        synchronized (this) {
            for (Wanted next = waiting.peek(); next != null; next = waiting.peek()) {
                int free = most - taken;
                int count =
                        next.count().orElse(Math.min(free, Runtime.getRuntime().availableProcessors()));
                Wanted asked = next;
                if (isClosed || count > most) {
                    waiting.remove();
                    served.add(() -> asked.places().completeExceptionally(tooMany(count, free)));
                } else if (count > free || free == 0) {
                    break;
                } else {
                    waiting.remove();
                    taken += count;
                    served.add(() -> asked.places().complete(new Taken(count, asked.program())));
                }
            }
        }
        served.forEach(Runnable::run);
    }

    private void giveUp(Wanted asked) {
        int free;
        synchronized (this) {
            free = most - taken;
            if (!waiting.remove(asked)) {
                return;
            }
        }
        asked.places().completeExceptionally(tooMany(asked.count().orElse(1), free));
        serve();
    }

    private PyException tooMany(int count, int free) {
        return PyException.runtimeError("a pool of " + count + " processes: " + free + " of the server's " + most
                + " workers are free; end other pools, or start it with a larger --workers");
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    private void free(int count) {
        synchronized (this) {
            taken -= count;
        }
        serve();
    }

    private final class Taken implements Places {
        private final int count;
        private final PythonProgram program;

        Taken(int count, PythonProgram program) {
            this.count = count;
            this.program = program;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public void giveBack() {
            free(count);
        }

        /** On a thread of its own: to make a pipe takes longer than an event loop has time for. */
        @Override
        public void start(String ident) {
            Thread thread = new Thread(() -> startHere(ident), "picklewire-pool-" + ident);
            thread.setDaemon(true);
            thread.start();
        }

        private void startHere(String ident) {
            try {
                keep(keeper(ident));
            } catch (IOException | RuntimeException e) {
                LOG.warn("the workers of pool {} cannot be started", ident, e);
                refuse(ident, String.valueOf(e.getMessage()));
                free(count);
            }
        }

        private WorkerKeeper keeper(String ident) throws IOException {
            Function<String, LocalClient> client = Objects.requireNonNull(clients, NOT_YET);
            WorkerSource source = new WorkerSource(
                    Objects.requireNonNull(address, NOT_YET),
                    Objects.requireNonNull(key, NOT_YET),
                    ident,
                    WorkerKeeper.newName());
            return new WorkerKeeper(
                    PoolLine.of(client.apply(ident)),
                    PoolLine.of(client.apply(ident)),
                    TaskPipe.create(),
                    source,
                    program,
                    count);
        }

        private void keep(WorkerKeeper keeper) {
            CompletableFuture<@Nullable String> ended = keeper.start();
            keepers.put(keeper, ended);
            if (isClosed()) {
                keeper.end();
            }
            var unused = ended.thenRun(() -> {
                keepers.remove(keeper);
                free(count);
            });
        }

        /** The pool fails with that reason. */
        private void refuse(String ident, String why) {
            try (LocalClient client = Objects.requireNonNull(clients, NOT_YET).apply(ident)) {
                var unused = client.call("leave", "nobody", why);
            }
        }
    }

    /** What listens everywhere listens here. */
    private static Address local(Address address) {
        return address instanceof Address.Tcp tcp && tcp.host().equals("0.0.0.0")
                ? Address.of("127.0.0.1", tcp.port())
                : address instanceof Address.Tcp tcp6 && tcp6.host().equals("::")
                        ? Address.of("::1", tcp6.port())
                        : address;
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        serve();
        keepers.keySet().forEach(WorkerKeeper::end);
        CompletableFuture.allOf(keepers.values().toArray(CompletableFuture[]::new))
                .join();
    }
}
