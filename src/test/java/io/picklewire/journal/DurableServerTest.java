package io.picklewire.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code picklewire serve --data} with CPython clients: what is there again when it was killed, and what it refuses. */
class DurableServerTest {
    private static final String CONNECT =
            """
            import sys
            from multiprocessing.managers import SyncManager
            class Manager(SyncManager): pass
            for name in 'jobs', 'things', 'gate':
                Manager.register(name)
            manager = Manager(('127.0.0.1', int(sys.argv[1])), b'k')
            manager.connect()
            """;

    private static final String MAKE = CONNECT
            + """
            things, jobs, gate = manager.things(), manager.jobs(), manager.gate()
            queue = manager.Queue(3)
            for item in 'a', 'b':
                queue.put(item)
            queue.get()
            queue.task_done()
            locked = manager.Lock()
            locked.acquire()
            rlock = manager.RLock()
            rlock.acquire()
            semaphore = manager.Semaphore(3)
            semaphore.acquire()
            bounded = manager.BoundedSemaphore(3)
            bounded.acquire()
            event = manager.Event()
            event.set()
            barrier = manager.Barrier(2) if sys.version_info[0] > 2 else manager.Event()
            condition = manager.Condition(locked)
            listed = manager.list([1, [2], u'\\xe9'])
            listed.append(3)
            shown = manager.dict(a=1)
            shown['b'] = (2, None)
            space = manager.Namespace(x=1)
            space.y = 'z'
            value = manager.Value('i', 5)
            value.value = 6
            array = manager.Array('d', [1, 2])
            array[0] = 2.5
            for name, shared in sorted(globals().copy().items()):
                if 'Proxy' in type(shared).__name__ and name not in ('things', 'jobs', 'gate'):
                    things[name] = shared
            jobs.put('kept')
            jobs.put('taken')
            print(jobs.get())
            gate.acquire()
            print(len(things.keys()))
            sys.stdout.flush()
            sys.stdin.read()
            """;

    private static final String LOOK = CONNECT
            + """
            things, jobs, gate = manager.things(), manager.jobs(), manager.gate()
            def of(name):
                from multiprocessing import current_process
                current_process().authkey = b'k'
                return things.get(name)
            queue = of('queue')
            print(queue.qsize(), queue.get(), queue.full())
            queue.task_done()
            queue.join()
            print(of('locked').acquire(False), of('rlock').acquire(False), gate.acquire(False))
            semaphore = of('semaphore')
            print([semaphore.acquire(False) for _ in range(3)])
            bounded = of('bounded')
            print([bounded.acquire(False) for _ in range(4)])
            print(of('event').is_set())
            condition = of('condition')
            print(condition.acquire(False))
            print(of('listed')[:2], of('listed')[3], of('shown').copy() == {'a': 1, 'b': (2, None)})
            print(of('space').x, of('space').y, of('value').value, list(of('array')[:]))
            print(jobs.qsize(), jobs.get())
            """;

    @TempDir
    private Path folder;

    static Stream<Python> ends() {
        return Stream.of(Pythons.all().get(0), Pythons.newest());
    }

    private Program serve(String... options) throws Exception {
        return serveAt("0", options);
    }

    private Program serveAt(String port, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "serve",
                "--address",
                "127.0.0.1:" + port,
                "--data",
                folder.resolve("data").toString()));
        all.addAll(List.of(options));
        return Program.picklewire(Map.of("PICKLEWIRE_AUTHKEY", "k"), all.toArray(new String[0]));
    }

    private Program serveAll(String port) throws Exception {
        return serveAt(port, "--queue", "jobs", "--dict", "things", "--object", "gate=Lock");
    }

    private static String port(Program server) throws Exception {
        return server.address().replaceFirst(".*:", "");
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatWasAnsweredIsThereAgain(Python python) throws Exception {
        Process maker;
        String port;
        try (Program server = serveAll("0")) {
            port = port(server);
            maker = python.start(MAKE, port);
            assertThat(maker.inputReader().readLine()).isEqualTo("kept");
            assertThat(maker.inputReader().readLine()).isEqualTo("13");
            server.signal("KILL");
        }
        maker.destroyForcibly().waitFor();
        try (Program server = serveAll(port)) { // proxies say where it is
            assertThat(python.run(LOOK, port(server)).lines())
                    .containsExactly(
                            python.isAtLeast(3, 0) ? "1 b False" : "(1, 'b', False)",
                            python.isAtLeast(3, 0) ? "True True True" : "(True, True, True)",
                            "[True, True, False]",
                            "[True, True, True, False]",
                            "True",
                            "False",
                            python.isAtLeast(3, 0) ? "[1, [2]] 3 True" : "([1, [2]], 3, True)",
                            python.isAtLeast(3, 0) ? "1 z 6 [2.5, 2.0]" : "(1, 'z', 6, [2.5, 2.0])",
                            python.isAtLeast(3, 0) ? "1 taken" : "(1, 'taken')");
        }
    }

    @Test
    void aServerThatEndsInOrderLosesNothingEither() throws Exception {
        Python python = Pythons.newest();
        try (Program server = serve("--sync", "disk", "--queue", "jobs")) {
            assertThat(python.run(CONNECT + "manager.jobs().put('item')", port(server)))
                    .isEmpty();
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
        }
        try (Program server = serve("--sync", "disk", "--queue", "jobs:5")) {
            assertThat(python.run(
                            CONNECT
                                    + "jobs = manager.jobs()\nfor _ in range(4): jobs.put(1)\nprint(jobs.get(), jobs.full())",
                            port(server)))
                    .as("and a new size counts")
                    .isEqualTo("item False\n");
        }
    }

    @Test
    void aStoreIsOneServers() throws Exception {
        try (Program server = serve()) {
            server.address();
            try (Program other = serve()) {
                assertThat(other.exitCode()).isEqualTo(2);
                assertThat(other.error()).contains("is in use by another server, process ");
            }
        }
    }

    @Test
    void aNameThatIsOfAnotherTypeIsRefused() throws Exception {
        try (Program server = serve("--queue", "jobs")) {
            server.address();
        }
        try (Program server = serve("--list", "jobs")) {
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.error()).contains("'jobs' is a queue.Queue in the store, and a list was asked for");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"middle", "header", "newer", "foreign", "text"})
    void whatCannotBeReadIsRefusedAndLeftAsItIs(String how) throws Exception {
        Python python = Pythons.newest();
        Path file = folder.resolve("data/picklewire.db");
        try (Program server = serve("--queue", "jobs")) {
            python.run(CONNECT + "jobs = manager.jobs()\nfor _ in range(2000): jobs.put('x' * 100)", port(server));
            server.signal("TERM");
            server.exitCode();
        }
        switch (how) {
            case "middle" -> overwrite(file, Files.size(file) / 2);
            case "header" -> overwrite(file, 0);
            case "newer" -> sqlite(python, file, "PRAGMA user_version = 99");
            case "foreign" -> sqlite(python, file, "PRAGMA application_id = 7");
            default -> Files.writeString(file, "no database at all, whatever it is called\n");
        }
        byte[] before = Files.readAllBytes(file);
        try (Program server = serve("--queue", "jobs")) {
            assertThat(server.exitCode()).as(server.error()).isEqualTo(2);
            assertThat(server.error().lines()).as("one line").hasSize(1);
            assertThat(server.error())
                    .containsAnyOf("it is damaged", "of a newer Picklewire", "was not made by Picklewire");
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    private static void overwrite(Path file, long place) throws Exception {
        byte[] all = Files.readAllBytes(file);
        Arrays.fill(all, (int) place, (int) place + 3000, (byte) 0x5A);
        Files.write(file, all, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static void sqlite(Python python, Path file, String statement) throws Exception {
        assertThat(python.run(
                        "import sqlite3, sys\nsqlite3.connect(sys.argv[1]).execute(sys.argv[2])",
                        file.toString(),
                        statement))
                .isEmpty();
    }

    @Test
    void pythonReadsTheFileWhileTheServerRuns() throws Exception {
        Python python = Pythons.newest();
        try (Program server = serve("--queue", "jobs")) {
            python.run(CONNECT + "manager.jobs().put(1)", port(server));
            Map<String, String> counts = new TreeMap<>();
            for (String table : List.of("object", "part", "event")) {
                counts.put(
                        table,
                        python.run(
                                "import sqlite3, sys\n"
                                        + "print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM ' + sys.argv[2]).fetchone()[0])",
                                folder.resolve("data/picklewire.db").toString(),
                                table));
            }
            assertThat(counts).containsEntry("object", "1\n").containsEntry("part", "1\n");
            assertThat(counts.get("event")).isNotEqualTo("0\n");
        }
    }
}
