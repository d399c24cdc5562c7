package io.picklewire.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the threads of a run stand that does not end: what its failure tells. */
final class Stacks {
    private static final String OURS = "io.picklewire";

    private Stacks() {}

    /** The threads of this test's servers that are in Picklewire's code, and the processes that the servers have started. */
    static String ofServers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .map(server -> "server " + server.pid() + ":\n" + threads(server) + processes(server))
                .collect(Collectors.joining("\n"));
    }

    private static String threads(ProcessHandle server) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process asked = new ProcessBuilder(jcmd, String.valueOf(server.pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            String all = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("\n\n", -1))
                    .filter(thread -> thread.contains(OURS))
                    .collect(Collectors.joining("\n\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String processes(ProcessHandle server) {
        return server.descendants()
                .map(child -> "\n" + child.pid() + " "
                        + child.info().commandLine().map(String::strip).orElse("ended"))
                .collect(Collectors.joining());
    }

    /** Has a Python and those that it has started write where they stand; then they end. Python 2 writes nothing. */
    static void tellOf(Process process) throws IOException, InterruptedException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        for (ProcessHandle each : all) {
            new ProcessBuilder("kill", "-ABRT", String.valueOf(each.pid()))
                    .start()
                    .waitFor();
        }
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
