package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons.Python;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The two programs under "Managers in Java" in README.md, compiled and run as they stand but for the port. */
class ReadmeExampleTest {
    private static final String ENDING_BY_ITSELF =
            """
            import os, runpy, sys, threading
            threading.Timer(120, os._exit, (1,)).start()
            runpy.run_path(sys.argv[1], run_name='__main__')
            """;

    @TempDir
    private Path folder;

    private static String program(String language, int port) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String chapter = readme.substring(readme.indexOf("\n## Managers in Java\n"));
        int start = chapter.indexOf("```" + language + "\n") + language.length() + 4;
        return chapter.substring(start, chapter.indexOf("\n```", start)).replace("50000", String.valueOf(port));
    }

    @TestFactory
    Stream<DynamicTest> itPrintsWhatTheReadmeSays() {
        List<Python> all = EachPython.all();
        return Stream.of(all.get(0), all.get(all.size() - 1))
                .distinct()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> run(python)));
    }

    private void run(Python python) throws Exception {
        int port = freePort();
        Path hosting = Files.writeString(folder.resolve("hosting" + port + ".py"), program("python", port));
        Path work = Files.writeString(folder.resolve("Work.java"), program("java", port));
        Process server = python.start(ENDING_BY_ITSELF, hosting.toString());
        try {
            awaitListening(port, server);
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process client = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), work.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String written = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(written.strip()).isEqualTo("[results, 8, 7]");
            assertThat(client.waitFor()).isZero();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void awaitListening(int port, Process server) throws Exception {
        while (server.isAlive()) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(probe.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError(new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
