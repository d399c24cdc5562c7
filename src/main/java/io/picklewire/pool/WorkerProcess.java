package io.picklewire.pool;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker process. What it prints goes to the log, line by line. Any thread. */
final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final int REMEMBERED_LINES = 40;

    private final int number;
    private final Deque<String> lastLines;
    private final ChildProcess process;
    private volatile boolean isLost;

    private WorkerProcess(int number, Deque<String> lastLines, ChildProcess process) {
        this.number = number;
        this.lastLines = lastLines;
        this.process = process;
    }

    /**
     * Starts a worker.
     *
     * @param number which of its keeper's workers it is
     * @param source what it runs
     * @throws IOException when there is no such interpreter
     */
    static WorkerProcess start(int number, PythonProgram program, byte[] source) throws IOException {
        Deque<String> lines = new ArrayDeque<>();
        ChildProcess child = ChildProcess.start(
                program,
                source,
                (line, pid) -> {
                    LOG.info("worker {}: {}", pid, line);
                    remember(lines, line);
                },
                true);
        return new WorkerProcess(number, lines, child);
    }

    private static void remember(Deque<String> lines, String line) {
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > REMEMBERED_LINES) {
                lines.remove();
            }
        }
    }

    int number() {
        return number;
    }

    long pid() {
        return process.pid();
    }

    /** Its connection has ended. */
    void setLost() {
        isLost = true;
    }

    boolean isLost() {
        return isLost;
    }

    /** Completes when it has ended. */
    CompletableFuture<Process> ended() {
        return process.ended();
    }

    /** Asks it to end, and makes it end when it does not within that time. */
    void terminate(long millis) {
        process.terminate();
        process.killAfter(millis);
    }

    /** Makes it end unless it has within that time. */
    void killAfter(long millis) {
        process.killAfter(millis);
    }

    /** Whether it ended as a worker does that is done. */
    boolean isDone() {
        return process.exitCode() == 0;
    }

    /** How it ended, in words; for one that has. */
    String how() {
        int code = process.exitCode();
        return code < 0 ? "was killed by signal " + -code : "exited with code " + code;
    }

    /** The last that it printed. To be asked when it has ended. */
    String lastWords() {
        process.awaitOutput();
        synchronized (lastLines) {
            return String.join("\n", lastLines);
        }
    }
}
