package io.picklewire.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed leaves no process behind, whatever its workers do. */
class KilledServerTest {
    private static final String CLIENT =
            """
            import os, signal, sys, time
            from multiprocessing.managers import SyncManager
            def stop(_):
                os.kill(os.getpid(), signal.SIGSTOP)
            def pid(_):
                time.sleep(0.05)
                return os.getpid()
            if __name__ == '__main__':
                manager = SyncManager(('127.0.0.1', int(sys.argv[1])), b'key')
                manager.connect()
                pool = manager.Pool(3)
                pids = set()
                while len(pids) < 3:
                    pids.update(pool.map(pid, range(12), 1))
                busy = pool.map_async(time.sleep, [1000])
                stopped = pool.map_async(stop, [1])
                print(' '.join(map(str, pids)))
                sys.stdout.flush()
                try:
                    busy.get()
                except Exception as error:
                    print(type(error).__name__)
            """;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> noWorkerIsLeft() {
        return Stream.of(Pythons.chosen().get(0), Pythons.newest())
                .distinct()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> check(python)));
    }

    private void check(Python python) throws Exception {
        Path script = Files.writeString(folder.resolve("client.py"), CLIENT);
        try (Program server = Program.picklewire(
                Map.of("PICKLEWIRE_AUTHKEY", "key"), "serve", "--address", "127.0.0.1:0", "--workers", "3")) {
            String port = server.address().replaceAll(".*:", "");
            Process client = new ProcessBuilder(python.executable().toString(), script.toString(), port)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader said = client.inputReader()) {
                String pids = said.readLine();
                server.signal("KILL");
                for (String pid : pids.split(" ", -1)) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(worker -> assertThat(worker.onExit())
                            .as("worker %s", pid)
                            .succeedsWithin(30, TimeUnit.SECONDS));
                }
                assertThat(said.readLine()).isNotNull();
            } finally {
                client.destroyForcibly().waitFor();
            }
        }
    }
}
