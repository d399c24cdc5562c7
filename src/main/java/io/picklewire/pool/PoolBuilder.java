package io.picklewire.pool;

import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.ManagerException;
import io.picklewire.client.Proxy;
import io.picklewire.client.RemoteException;
import io.picklewire.connection.Address;
import io.picklewire.python.PyGlobal;
import io.picklewire.server.ManagerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets up a {@link Pool} of workers that are started here. Not thread-safe. */
public final class PoolBuilder {
    /** As many calls go out at the same time where it is not known how many workers there are. */
    static final int CALLS = 64;

    private final String python;
    private int processes = Runtime.getRuntime().availableProcessors();
    private @Nullable Path script;
    private @Nullable Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable PyGlobal initializer;
    private List<?> initializerArgs = List.of();
    private @Nullable Integer tasksPerChild;

    PoolBuilder(String python) {
        this.python = python;
    }

    /** How many workers; as many as there are processors unless set. */
    public PoolBuilder processes(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a pool's processes must be 1 or more, not " + number);
        }
        processes = number;
        return this;
    }

    /** A script whose functions can be called as {@code __main__:function}. It is imported, as by {@code spawn}. */
    public PoolBuilder script(Path file) {
        script = file;
        return this;
    }

    /** The working folder, whose modules can be imported; that of this process unless set. */
    public PoolBuilder folder(Path workingFolder) {
        folder = workingFolder;
        return this;
    }

    /** Sets a variable in the workers' environment, which is otherwise that of this process: {@code PYTHONPATH}, say. */
    public PoolBuilder environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What each worker calls before its first task; {@code module:function}. */
    public PoolBuilder initializer(String function, Object... args) {
        initializer = FunctionName.of(function);
        initializerArgs = List.of(args);
        return this;
    }

    /** After how many tasks a worker gives way to a new one; never unless set. */
    public PoolBuilder maxTasksPerChild(int tasks) {
        tasksPerChild = tasks;
        return this;
    }

    /**
     * Starts the workers.
     *
     * @throws IOException when there is no such interpreter, or no port to be had
     */
    public Pool start() throws IOException {
        PythonProgram program =
                PythonProgram.of(python, script).in(folder, environment).checked();
        AuthKey key = AuthKey.random();
        ManagerServer server = ManagerServer.builder()
                .authkey(key)
                .workers(LocalWorkers.of(processes, program))
                .start();
        try {
            return start(server, key);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private Pool start(ManagerServer server, AuthKey key) throws IOException {
        Address address = server.addresses().get(0);
        int calls = 2 * processes;
        Manager manager = Manager.to(address).authkey(key).connections(calls).connect();
        try {
            Proxy pool = manager.create("Pool", processes, initializer, initializerArgs, tasksPerChild);
            return Pool.started(pool, calls, () -> close(server, manager, pool));
        } catch (RemoteException | ManagerException e) {
            manager.close();
            throw new IOException("the workers cannot be started: " + e.getMessage(), e);
        }
    }

    private static void close(ManagerServer server, Manager manager, Proxy pool) {
        try {
            Pool.terminate(pool);
        } finally {
            manager.close();
            server.close();
        }
    }
}
