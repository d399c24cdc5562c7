package io.picklewire.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Python process that calls one function, or runs one script: {@code multiprocessing.Process}, from Java.
 *
 * <pre>{@code
 * PythonProcess process = PythonProcess.of("python3", "work:consume").authkey(key).args(queueProxy, 100).start();
 * process.join(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>It has a process of its own, started as by {@code spawn}. What it prints to its standard error goes to the log of this class, line by
 * line; its standard output is that of this JVM. Any thread. Source: CPython's {@code multiprocessing.Process}.
 */
public final class PythonProcess {
    private static final Logger LOG = LoggerFactory.getLogger(PythonProcess.class);

    private final String name;
    private final ExitLine exit;
    private final ChildProcess process;

    private PythonProcess(String name, ExitLine exit, ChildProcess process) {
        this.name = name;
        this.exit = exit;
        this.process = process;
    }

    /**
     * A process in the making that calls a function.
     *
     * @param python the interpreter: a path, or a name on the {@code PATH}
     * @param function {@code module:function}; {@code __main__:function} is one of the script that {@code main} names
     * @throws IllegalArgumentException when that names no function
     */
    public static PythonProcessBuilder of(String python, String function) {
        return new PythonProcessBuilder(python, FunctionName.of(function));
    }

    /**
     * A process in the making that runs a script as the main program; its arguments, as texts, are those of the command line.
     *
     * @param python the interpreter: a path, or a name on the {@code PATH}
     */
    public static PythonProcessBuilder script(String python, java.nio.file.Path script) {
        return new PythonProcessBuilder(python, script);
    }

    static PythonProcess start(String name, PythonProgram program, ChildSource source, String token)
            throws IOException {
        ExitLine exit = new ExitLine(token + " exited ");
        return new PythonProcess(
                name,
                exit,
                ChildProcess.start(
                        program,
                        source.toBytes(),
                        (line, pid) -> {
                            if (!exit.isIt(line)) {
                                LOG.info("{}: {}", name, line);
                            }
                        },
                        false));
    }

    /** The last line of a process that ends by itself, which tells its exit code. */
    private static final class ExitLine {
        private final String beginning;
        private volatile @Nullable Integer code;

        ExitLine(String beginning) {
            this.beginning = beginning;
        }

        boolean isIt(String line) {
            if (!line.startsWith(beginning)) {
                return false;
            }
            code = Integer.valueOf(line.substring(beginning.length()).strip());
            return true;
        }
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Its exit code: 0 when the function returned, 1 when it raised something, what {@code sys.exit} was given, or the negative
     * number of the signal that ended it. Empty as long as it lives. A process that {@code os._exit} ends with a code above 128 looks as
     * if a signal had ended it.
     */
    public OptionalInt exitCode() {
        if (process.isAlive()) {
            return OptionalInt.empty();
        }
        int given = process.exitCode();
        if (given < 0) {
            process.awaitOutput();
        }
        Integer told = exit.code;
        return OptionalInt.of(given < 0 && told != null ? told & 0xff : given);
    }

    /** Completes with {@link #exitCode} when it has ended. */
    public CompletableFuture<Integer> onExit() {
        return process.ended().thenApply(ended -> exitCode().orElseThrow());
    }

    /** Waits until it has ended. */
    public void join() throws InterruptedException {
        join(Duration.ofSeconds(Long.MAX_VALUE));
    }

    /** Waits until it has ended, or for so long; says whether it has. */
    public boolean join(Duration limit) throws InterruptedException {
        try {
            process.ended().get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks it to end: SIGTERM. */
    public void terminate() {
        process.terminate();
    }

    /** Ends it: SIGKILL. */
    public void kill() {
        process.kill();
    }

    @Override
    public String toString() {
        return "<PythonProcess name='" + name + "' pid=" + pid() + (isAlive() ? " started>" : " stopped>");
    }
}
