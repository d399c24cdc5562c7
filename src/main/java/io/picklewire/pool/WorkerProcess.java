package io.picklewire.pool;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker process: a Python that runs {@code worker.py}. What it prints goes to the log, line by line. Any thread. */
final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    /** Reads as many bytes as its argument says, and runs them; its own command line stays short. */
    private static final String LOADER =
            "import os,sys;n=int(sys.argv[1]);s=b''\nwhile len(s)<n:s+=os.read(0,n-len(s))\nexec(compile(s,'picklewire-worker','exec'))";

    private static final int REMEMBERED_LINES = 40;
    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    private final int number;
    private final Process process;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final Thread reader;

    private volatile boolean isLost;

    private WorkerProcess(int number, Process process) {
        this.number = number;
        this.process = process;
        this.reader = new Thread(this::read, "picklewire-worker-" + process.pid());
        reader.setDaemon(true);
    }

    /**
     * Starts a worker.
     *
     * @param number which of its keeper's workers it is
     * @param source what it runs
     * @throws IOException when there is no such interpreter
     */
    static WorkerProcess start(int number, PythonProgram program, byte[] source) throws IOException {
        List<String> command = new ArrayList<>(program.interpreter());
        command.addAll(List.of("-c", LOADER, String.valueOf(source.length)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (program.folder() != null) {
            builder.directory(program.folder().toFile());
        }
        if (program.environment() != null) {
            builder.environment().clear();
            builder.environment().putAll(program.environment());
        }
        WorkerProcess worker = new WorkerProcess(number, builder.start());
        worker.reader.start();
        try {
            OutputStream in = worker.process.getOutputStream(); // stays open: its end is the worker's end
            in.write(source);
            in.flush();
        } catch (IOException ended) {
            LOG.debug("a worker has ended before it could begin", ended);
        }
        return worker;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LOG.info("worker {}: {}", process.pid(), line);
                synchronized (lastLines) {
                    lastLines.add(line);
                    if (lastLines.size() > REMEMBERED_LINES) {
                        lastLines.remove();
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("the output of worker {} has ended", process.pid(), e);
        }
    }

    int number() {
        return number;
    }

    /** Its connection has ended. */
    void setLost() {
        isLost = true;
    }

    boolean isLost() {
        return isLost;
    }

    /** Whether it ended as a worker does that is done. */
    boolean isDone() {
        return process.exitValue() == 0;
    }

    long pid() {
        return process.pid();
    }

    /** Completes when it has ended. */
    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    /** Asks it to end, and makes it end when it does not within that time. */
    void terminate(long millis) {
        process.destroy();
        killAfter(millis);
    }

    /** Makes it end unless it has within that time. */
    void killAfter(long millis) {
        var unused = process.onExit().orTimeout(millis, TimeUnit.MILLISECONDS).exceptionally(late -> {
            process.destroyForcibly();
            return process;
        });
    }

    /** How it ended, in words; for one that has. */
    String how() {
        int code = process.exitValue();
        return code > SIGNALLED && code <= SIGNALLED + LAST_SIGNAL
                ? "was killed by signal " + (code - SIGNALLED)
                : "exited with code " + code;
    }

    /** The last that it printed. To be asked when it has ended. */
    String lastWords() {
        try {
            reader.join(TimeUnit.SECONDS.toMillis(1)); // a child of the worker may have its output still
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lastLines) {
            return String.join("\n", lastLines);
        }
    }
}
