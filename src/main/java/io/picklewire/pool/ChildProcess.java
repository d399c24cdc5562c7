package io.picklewire.pool;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Python process that has been started here, and what it prints. Any thread. */
final class ChildProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    /** Reads as many bytes as its argument says, and runs them; its own command line stays short. */
    private static final String LOADER =
            "import os,sys;n=int(sys.argv[1]);s=b''\nwhile len(s)<n:s+=os.read(0,n-len(s))\nexec(compile(s,'picklewire','exec'))";

    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    private final Process process;
    private final Thread reader;

    private ChildProcess(Process process, ObjLongConsumer<String> lines, boolean isMerged) {
        this.process = process;
        InputStream output = isMerged ? process.getInputStream() : process.getErrorStream();
        this.reader = new Thread(() -> read(output, lines), "picklewire-output-" + process.pid());
        reader.setDaemon(true);
    }

    /**
     * Starts a process.
     *
     * @param source what it runs
     * @param lines gets what it prints to its standard error, line by line, and its pid; on a thread for that
     * @param isMerged whether its standard output goes there too; if not, that is the standard output of this process
     * @throws IOException when there is no such interpreter
     */
    static ChildProcess start(PythonProgram program, byte[] source, ObjLongConsumer<String> lines, boolean isMerged)
            throws IOException {
        List<String> command = new ArrayList<>(program.interpreter());
        command.addAll(List.of("-c", LOADER, String.valueOf(source.length)));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (isMerged) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        }
        if (program.folder() != null) {
            builder.directory(program.folder().toFile());
        }
        if (program.environment() != null) {
            builder.environment().clear();
            builder.environment().putAll(program.environment());
        }
        ChildProcess child = new ChildProcess(builder.start(), lines, isMerged);
        child.reader.start();
        try {
            OutputStream in = child.process.getOutputStream(); // stays open: the process ends with it, if it wants
            in.write(source);
            in.flush();
        } catch (IOException ended) {
            LOG.debug("process {} has ended before it could begin", child.pid(), ended);
        }
        return child;
    }

    private void read(InputStream output, ObjLongConsumer<String> lines) {
        try (BufferedReader reading = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = reading.readLine(); line != null; line = reading.readLine()) {
                lines.accept(line, pid());
            }
        } catch (IOException e) {
            LOG.debug("the output of process {} has ended", pid(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when it has ended. */
    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    /** Asks it to end. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its standard input, and that kills it
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Makes it end unless it has within that time. */
    void killAfter(long millis) {
        var unused = process.onExit().orTimeout(millis, TimeUnit.MILLISECONDS).exceptionally(late -> {
            process.destroyForcibly();
            return process;
        });
    }

    /**
     * Python's exit code of one that has ended: of one that a signal has ended that signal's number, negative. The system gives a
     * signal's end and a code above 128 alike.
     */
    int exitCode() {
        int code = process.exitValue();
        return code > SIGNALLED && code <= SIGNALLED + LAST_SIGNAL ? SIGNALLED - code : code;
    }

    /** Waits until all that it has printed has been read, or for a second: a child of its own may have its output still. */
    void awaitOutput() {
        try {
            reader.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
