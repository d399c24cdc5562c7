package io.picklewire.interop;

import io.picklewire.Pythons.Python;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    private static final long LIMIT_SECONDS = 240;

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
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String servers = ended ? "" : Stacks.ofServers();
            if (!ended) {
                Stacks.tellOf(process);
            }
            String output = Files.readString(log, StandardCharsets.UTF_8);
            return ended
                    ? new PythonRun(python, List.of(arguments), process.exitValue(), output)
                    : new PythonRun(
                            python,
                            List.of(arguments),
                            -1,
                            output + "\n" + servers + "\nstopped after " + LIMIT_SECONDS + " s");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(log);
        }
    }

    /** The last line: how many tests ran. */
    String summary() {
        return output.strip().lines().reduce((first, second) -> second).orElse("");
    }
}
