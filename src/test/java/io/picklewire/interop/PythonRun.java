package io.picklewire.interop;

import io.picklewire.Pythons.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in interop-tests that one interpreter ran to its end.
 *
 * @param output what it wrote, errors included
 */
record PythonRun(Python python, List<String> arguments, int exitCode, String output) {

    /** Who writes nothing for so long hangs; on a busy machine a run may take long that goes on. */
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(4);

    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(20);

    static PythonRun of(Python python, String address, String... arguments) throws IOException, InterruptedException {
        return with(Map.of(), python, address, arguments);
    }

    static PythonRun with(Map<String, String> environment, Python python, String address, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python.executable().toString(), "-B"));
        command.addAll(List.of(arguments));
        // A file, for a process that outlives its parent would keep a pipe open.
        Path log = Files.createTempFile("picklewire-interop", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(InteropFolder.TESTS.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PICKLEWIRE_ADDRESS", address);
        builder.environment().put("PICKLEWIRE_AUTHKEY", ServerUnderTest.AUTHKEY);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().put("PYTHONFAULTHANDLER", "1");
        builder.environment().putAll(environment);
        if (ServerUnderTest.reference().isPresent()) {
            builder.environment().put("PICKLEWIRE_REFERENCE", "1");
        }
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String stopped = awaitEnd(process, log);
            if (stopped.isEmpty()) {
                return new PythonRun(python, List.of(arguments), process.exitValue(), Files.readString(log));
            }
            String servers = Stacks.ofServers();
            Stacks.tellOf(process);
            String output = Files.readString(log) + "\n" + servers + "\n" + stopped;
            return new PythonRun(python, List.of(arguments), -1, output);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(log);
        }
    }

    /** Gives why it is to be stopped, or nothing when it has ended. */
    private static String awaitEnd(Process process, Path log) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long lastWritten = begun;
        long size = 0;
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
            long now = System.nanoTime();
            if (size != Files.size(log)) {
                size = Files.size(log);
                lastWritten = now;
            }
            if (now - lastWritten > QUIET_NANOS || now - begun > LIMIT_NANOS) {
                return "stopped after " + TimeUnit.NANOSECONDS.toSeconds(now - begun)
                        + " s, of which it wrote nothing for " + TimeUnit.NANOSECONDS.toSeconds(now - lastWritten)
                        + " s";
            }
        }
        return "";
    }

    /** The last line: how many tests ran. */
    String summary() {
        return output.strip().lines().reduce((first, second) -> second).orElse("");
    }
}
