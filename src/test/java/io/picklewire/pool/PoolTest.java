package io.picklewire.pool;

import static io.picklewire.client.Kwargs.kw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.client.ConversionException;
import io.picklewire.client.Manager;
import io.picklewire.client.Proxy;
import io.picklewire.client.RemoteException;
import io.picklewire.connection.Address;
import io.picklewire.connection.Eventually;
import io.picklewire.server.ManagerServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Java calls functions in Python processes. */
class PoolTest {
    private static final String FUNCTIONS =
            """
            import os, sys, time, signal
            VALUE = []
            def square(x): return x * x
            def add(first, second=10): return first + second
            def fail(text): raise ValueError(text)
            def same(x): return x
            def late(seconds):
                time.sleep(seconds)
                return seconds
            def pid(_=None): return os.getpid()
            def killed(): os.kill(os.getpid(), signal.SIGKILL)
            def set_up(value): VALUE.append(value)
            def value(): return VALUE
            def blocked(path):
                open(path + '.begun', 'w').close()
                while not os.path.exists(path): time.sleep(0.01)
                return path
            def mark(path): open(path, 'w').close()
            def once(path):
                if not os.path.exists(path):
                    open(path, 'w').close()
                    os._exit(3)
                return 'again'
            """;

    @TempDir
    Path folder;

    private PoolBuilder builder(Pythons.Python python) throws IOException {
        Files.writeString(folder.resolve("functions.py"), FUNCTIONS);
        return Pool.builder(python.executable().toString()).folder(folder);
    }

    private interface Body {
        void run(Pool pool) throws Exception;
    }

    private Stream<DynamicTest> eachPython(Body body) {
        return Pythons.chosen().stream()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    try (Pool pool = builder(python).processes(2).start()) {
                        body.run(pool);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> callsFunctionsOfModules() {
        return eachPython(pool -> {
            assertThat(pool.submit("functions:square", 7).get(30, TimeUnit.SECONDS))
                    .isEqualTo(49);
            assertThat(pool.submit(long.class, "functions:add", 1, kw("second", 2))
                            .join())
                    .isEqualTo(3L);
            assertThat(pool.submit(double.class, "math:sqrt", 2.25).join()).isEqualTo(1.5);
            assertThat(pool.map(int.class, "functions:square", List.of(1, 2, 3)))
                    .containsExactly(1, 4, 9);
            assertThat(pool.map(
                            int.class,
                            "functions:square",
                            IntStream.range(0, 100).boxed().toList(),
                            7))
                    .isEqualTo(IntStream.range(0, 100).map(i -> i * i).boxed().toList());
            assertThat(pool.starmap(int.class, "functions:add", List.of(List.of(1, 2), List.of(3))))
                    .containsExactly(3, 13);
            assertThat(pool.map(double[].class, "functions:same", List.of(new double[] {1.5, -2}, new double[0])))
                    .containsExactly(new double[] {1.5, -2}, new double[0]);
            assertThat(pool.submit(short[].class, "functions:same", new short[] {1, -2})
                            .join())
                    .containsExactly((short) 1, (short) -2);
            try (Stream<Double> results = pool.imap(double.class, "functions:late", List.of(0.2, 0))) {
                assertThat(results).containsExactly(0.2, 0.0);
            }
            try (Stream<Double> results = pool.imapUnordered(double.class, "functions:late", List.of(1, 0))) {
                assertThat(results).containsExactly(0.0, 1.0);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatAFunctionRaisesHasItsTraceback() {
        return eachPython(pool -> {
            assertThatThrownBy(() -> pool.submit("functions:fail", "no").join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(RemoteException.ValueError.class)
                    .hasMessageContaining("no");
            assertThatThrownBy(() -> pool.map(int.class, "functions:fail", List.of("no")))
                    .isInstanceOf(RemoteException.ValueError.class);
            assertThatThrownBy(() -> pool.submit("functions:nothing").join())
                    .cause()
                    .isInstanceOf(RemoteException.AttributeError.class);
            assertThatThrownBy(() -> pool.submit("no_module:nothing").join())
                    .cause()
                    .hasMessageContaining("no_module");
            assertThatThrownBy(
                            () -> pool.submit(int.class, "builtins:str", "text").join())
                    .cause()
                    .isInstanceOf(ConversionException.class);
            assertThatThrownBy(() -> pool.map(int.class, "builtins:str", List.of("text")))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("found str");
        });
    }

    @Test
    void theRemoteTracebackIsTheCause() throws Exception {
        try (Pool pool = builder(Pythons.newest()).processes(1).start()) {
            assertThatThrownBy(() -> pool.submit("functions:fail", "no").join())
                    .cause()
                    .cause()
                    .hasMessageContaining("raise ValueError(text)");
        }
    }

    @TestFactory
    Stream<DynamicTest> aWorkerThatDiesFailsItsCallAndNoOther() {
        return eachPython(pool -> {
            CompletableFuture<Object> killed = pool.submit("functions:killed");
            assertThatThrownBy(() -> killed.get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("was killed by signal 9")
                    .hasMessageContaining("functions.killed");
            assertThat(pool.submit("functions:square", 3).get(30, TimeUnit.SECONDS))
                    .isEqualTo(9);
        });
    }

    @Test
    void aCallThatIsCancelledBeforeItsTurnIsNeverMade() throws Exception {
        Path gate = folder.resolve("gate");
        try (Pool pool = builder(Pythons.newest()).processes(1).start()) {
            List<CompletableFuture<String>> blocking = IntStream.range(0, 2)
                    .mapToObj(i -> pool.submit(String.class, "functions:blocked", gate.toString()))
                    .toList();
            Path never = folder.resolve("never");
            CompletableFuture<String> cancelled = pool.submit(String.class, "functions:blocked", never.toString());
            cancelled.cancel(false);
            Files.createFile(gate);
            blocking.forEach(call -> assertThat(call.join()).isEqualTo(gate.toString()));
            assertThat(pool.submit("functions:square", 3).join()).isEqualTo(9);
            assertThat(folder.resolve("never.begun")).doesNotExist();
        }
    }

    @Test
    void workersEndWithThePool() throws Exception {
        long pid;
        try (Pool pool = builder(Pythons.newest()).processes(1).start()) {
            pid = pool.submit(long.class, "functions:pid").join();
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void anInitializerAndABoundOfTasks() throws Exception {
        try (Pool pool = builder(Pythons.newest())
                .processes(1)
                .initializer("functions:set_up", "value")
                .maxTasksPerChild(2)
                .start()) {
            assertThat(pool.submit("functions:value").join()).isEqualTo(List.of("value"));
            List<Long> pids = List.of(
                    pool.submit(long.class, "functions:pid").join(),
                    pool.submit(long.class, "functions:pid").join());
            assertThat(pids).doesNotHaveDuplicates();
        }
    }

    @Test
    void aScriptsFunctions() throws Exception {
        Path script = folder.resolve("script.py");
        Files.writeString(
                script,
                "def twice(x): return 2 * x\nif __name__ == '__main__': raise RuntimeError('it is imported, not run')\n");
        try (Pool pool = builder(Pythons.newest()).processes(1).script(script).start()) {
            assertThat(pool.submit("__main__:twice", 4).join()).isEqualTo(8);
        }
    }

    @Test
    void anInterpreterMayBeNamedFromTheWorkingFolder() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(
                bin.resolve("interpreter"), Pythons.newest().executable().toRealPath());
        try (Pool pool =
                Pool.builder("bin/interpreter").folder(folder).processes(1).start()) {
            assertThat(pool.submit(int.class, "builtins:abs", -3).get(30, TimeUnit.SECONDS))
                    .isEqualTo(3);
        }
    }

    @Test
    void aPoolOfPythonsOwnManager() throws Exception {
        String server =
                """
                import sys, time
                from multiprocessing.managers import SyncManager
                if __name__ == '__main__':
                    manager = SyncManager(('127.0.0.1', 0), b'key')
                    manager.start()
                    print(manager.address[1])
                    sys.stdout.flush()
                    sys.stdin.read()
                    manager.shutdown()
                """;
        Path script = folder.resolve("server.py");
        Files.writeString(script, server);
        Process process = new ProcessBuilder(Pythons.newest().executable().toString(), script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int port = Integer.parseInt(process.inputReader().readLine());
        try (Manager manager = Manager.connect(Address.of("127.0.0.1", port), AuthKey.of("key"));
                Pool pool = Pool.of(manager.create("Pool", 2))) {
            assertThat(pool.submit(double.class, "math:sqrt", 4).get(30, TimeUnit.SECONDS))
                    .isEqualTo(2.0);
            assertThat(pool.map(int.class, "builtins:len", List.of("a", "bc"))).containsExactly(1, 2);
            try (Stream<Integer> results = pool.imap(int.class, "builtins:abs", List.of(-1, -2))) {
                assertThat(results).containsExactly(1, 2);
            }
        } finally {
            process.getOutputStream().close();
            process.waitFor();
        }
    }

    private interface NamedBody {
        void run(Manager manager, Pool pool) throws Exception;
    }

    /** A pool that clients share, with one worker from elsewhere, which is kept all the time. */
    private void withNamedPool(int retries, NamedBody body) throws Exception {
        AuthKey key = AuthKey.random();
        Path script = Files.writeString(folder.resolve("script.py"), FUNCTIONS);
        try (ManagerServer server = ManagerServer.builder()
                        .authkey(key)
                        .registerPool("jobs", retries)
                        .start();
                Manager manager = Manager.connect(server.addresses().get(0), key);
                RemoteWorkers workers = RemoteWorkers.start(
                        manager, key, "jobs", 1, Pythons.newest().executable().toString(), script);
                Pool pool = Pool.of(manager, "jobs")) {
            body.run(manager, pool);
            assertThat(workers.ended().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void aPoolThatClientsShareGivesATaskToAnotherWorker() throws Exception {
        Path file = folder.resolve("once");
        withNamedPool(1, (manager, pool) -> {
            assertThat(pool.submit("__main__:once", file.toString()).get(60, TimeUnit.SECONDS))
                    .isEqualTo("again");
            CompletableFuture<Object> dead = pool.submit("os:_exit", 4);
            assertThatThrownBy(() -> dead.get(60, TimeUnit.SECONDS))
                    .hasMessageContaining("exited with code 4")
                    .hasMessageContaining("_exit");
        });
    }

    /** More than the pipe holds is handed out and given up while the one worker is busy. */
    @Test
    void tasksThatAreGivenUpAreNotBegun() throws Exception {
        Path mayEnd = folder.resolve("may end");
        withNamedPool(0, (manager, pool) -> {
            CompletableFuture<Object> busy = pool.submit("__main__:blocked", mayEnd.toString());
            Eventually.holds(() -> Files.exists(folder.resolve("may end.begun")));
            try (Proxy jobs = manager.create("jobs")) {
                for (int round = 0; round < 10; round++) {
                    jobs.call("map_async", FunctionName.of("__main__:mark"), givenUp(round), 1);
                    jobs.call("terminate");
                }
            }
            Files.createFile(mayEnd);
            assertThat(busy.get(30, TimeUnit.SECONDS)).isEqualTo(mayEnd.toString());
            assertThat(pool.map(int.class, "__main__:square", List.of(3))).containsExactly(9);
        });
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("mark")))
                    .isEmpty();
        }
    }

    private List<String> givenUp(int round) {
        return IntStream.range(0, 100)
                .mapToObj(index -> folder.resolve("mark" + round + "." + index).toString())
                .toList();
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> FunctionName.of("len")).hasMessageContaining("MODULE:FUNCTION");
        assertThatThrownBy(() -> Pool.builder("python3").processes(0)).hasMessageContaining("1 or more, not 0");
        for (String python : List.of("/nothing/python", "no-python")) {
            assertThatThrownBy(() -> Pool.start(python, 1).close())
                    .isInstanceOf(IOException.class)
                    .hasMessage("there is no interpreter '" + python + "'");
        }
        Path script = folder.resolve("nothing.py");
        assertThatThrownBy(() -> builder(Pythons.newest()).script(script).start())
                .isInstanceOf(IOException.class)
                .hasMessage("there is no script " + script);
    }
}
