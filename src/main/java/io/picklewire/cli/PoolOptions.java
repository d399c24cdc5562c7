package io.picklewire.cli;

import io.picklewire.pool.LocalWorkers;
import io.picklewire.server.ManagerServerBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about pools of worker processes. */
final class PoolOptions {
    @Option(
            names = "--workers",
            paramLabel = "NUMBER",
            description = {
                "Lets clients make pools of worker processes on this machine with manager.Pool(N): so many workers at most,",
                "all pools together. They run whatever functions the clients name. Default: 0, no pools."
            })
    private int workers;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            description =
                    "The interpreter of workers for clients from other machines, or of other users. The workers of other"
                            + " clients are started as these were themselves.")
    private @Nullable String python;

    @Option(
            names = "--main",
            paramLabel = "FILE",
            description = "The script whose functions those workers are to have as __main__'s.")
    private @Nullable Path main;

    @Option(
            names = "--pool",
            paramLabel = "NAME[:RETRIES]",
            description = {
                "A pool that every client gets by calling manager.NAME(); its workers come from wherever they come: see",
                "picklewire workers. A task whose worker dies is given to another one RETRIES times. Repeatable."
            })
    private List<String> pools = new ArrayList<>();

    /** For picocli. */
    PoolOptions() {}

    /**
     * Sets up what the options say.
     *
     * @throws IllegalArgumentException when they make no sense
     */
    void register(ManagerServerBuilder builder) {
        if (workers < 0) {
            throw new IllegalArgumentException("--workers " + workers + ": must be 0 or more");
        }
        if (workers == 0 && (python != null || main != null)) {
            throw new IllegalArgumentException("--python and --main are for the workers that --workers NUMBER allows");
        }
        if (python == null && main != null) {
            throw new IllegalArgumentException("--main FILE needs --python PYTHON, which is to run it");
        }
        if (workers > 0) {
            LocalWorkers local = LocalWorkers.upTo(workers);
            builder.workers(python == null ? local : local.withPython(python, main));
        }
        for (String pool : pools) {
            int colon = pool.indexOf(':');
            builder.registerPool(
                    ManagerName.checked(colon < 0 ? pool : pool.substring(0, colon)),
                    colon < 0 ? 0 : retries(pool, pool.substring(colon + 1)));
        }
    }

    private static int retries(String option, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--pool '" + option + "': the number of retries must be a number", e);
        }
    }
}
