package io.picklewire.cli;

import io.picklewire.client.Manager;
import io.picklewire.client.RemoteException;
import io.picklewire.pool.RemoteWorkers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code picklewire workers}: worker processes for a pool of a server anywhere, until Ctrl-C or the server's end. */
@Command(
        name = "workers",
        description =
                "Starts worker processes on this machine for a pool of a server (serve --pool NAME) anywhere, and"
                        + " watches them: one that ends gives way to a new one. They run whatever functions the pool's clients name.",
        mixinStandardHelpOptions = true,
        versionProvider = Picklewire.Version.class,
        sortOptions = false,
        footerHeading = "%n",
        footer = {"Ctrl-C and SIGTERM end the workers: exit code 0. The end of the server does too: exit code 1."})
final class WorkersCommand implements Callable<Integer> {
    private static final int GONE = 1;
    private static final int FAILED = 2;

    @Mixin
    private ManagerOptions options = new ManagerOptions();

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            description = "The name of the pool. Not needed where the server has one only.")
    private @Nullable String pool;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            defaultValue = "python3",
            description = "The interpreter. Default: ${DEFAULT-VALUE}")
    private String python = "";

    @Option(
            names = "--main",
            paramLabel = "FILE",
            description = "The script whose functions are to be those of __main__. Without it clients can name"
                    + " functions of modules alone.")
    private @Nullable Path main;

    @Parameters(paramLabel = "NUMBER", description = "How many workers.")
    private int number;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is injected
    WorkersCommand() {}

    @Override
    public Integer call() throws IOException {
        try (Manager manager = options.connect();
                RemoteWorkers workers =
                        RemoteWorkers.start(manager, options.key(), name(manager), number, python, main)) {
            SignalHook hook = SignalHook.of(workers::close);
            PrintWriter out = spec.commandLine().getOut();
            out.println(number + (number == 1 ? " worker" : " workers") + " for " + options.address());
            out.flush();
            String failure = workers.ended().toCompletableFuture().join();
            if (!hook.remove()) {
                return 0;
            }
            spec.commandLine().getErr().println("picklewire: " + (failure == null ? "the server has ended" : failure));
            return failure == null ? GONE : FAILED;
        }
    }

    private String name(Manager manager) {
        if (pool != null) {
            return pool;
        }
        List<String> pools;
        try {
            pools = manager.pools();
        } catch (RemoteException e) {
            throw new IllegalArgumentException(options.address() + " is a manager that has no pools to share", e);
        }
        if (pools.size() != 1) {
            throw new IllegalArgumentException(
                    pools.isEmpty()
                            ? "the server has no pool; start it with --pool NAME"
                            : "say which pool with --pool; there are " + String.join(", ", pools));
        }
        return pools.get(0);
    }
}
