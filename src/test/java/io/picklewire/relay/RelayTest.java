package io.picklewire.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.Proxy;
import io.picklewire.connection.Address;
import io.picklewire.python.PySlice;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code picklewire relay} with unmodified CPython clients, and a server that goes and comes back. */
class RelayTest {
    private static final String CONNECT =
            """
            from __future__ import print_function
            import sys, threading
            from multiprocessing import current_process
            from multiprocessing.managers import SyncManager
            class Manager(SyncManager): pass
            for name in 'jobs', 'things', 'gate':
                Manager.register(name)
            current_process().authkey = b'k'
            def connected():
                manager = Manager(('127.0.0.1', int(sys.argv[1])), b'k')
                manager.connect()
                return manager
            manager = connected()
            def say(*values):
                print(*values)
                sys.stdout.flush()
            def hear():
                return sys.stdin.readline()
            """;

    private static final String WAIT = CONNECT
            + """
            jobs = manager.jobs()
            got = []
            thread = threading.Thread(target=lambda: got.append(connected().jobs().get()))
            thread.start()
            while '1 waiting to get' not in manager._debug_info():
                pass
            gate = manager.gate()
            gate.acquire()
            listed = manager.list([1])
            say('waiting')
            hear()
            other = connected().gate()
            say(other.acquire(False))
            gate.release()
            say(other.acquire(False))
            other.release()
            listed.append(2)
            say(listed[:])
            jobs.put('item')
            thread.join()
            say(got)
            """;

    private static final String HOLD = CONNECT
            + """
            gate = manager.gate()
            gate.acquire()
            say('held')
            hear()
            """;

    private static final String PYTHON_SERVER =
            """
            import sys
            from multiprocessing.managers import SyncManager
            manager = SyncManager(('127.0.0.1', 0), b'k')
            manager.start()
            print('127.0.0.1:%d' % manager.address[1])
            sys.stdout.flush()
            sys.stdin.readline()
            """;

    private static final String IMPATIENT = CONNECT
            + """
            gate = manager.gate()
            gate.acquire()
            say('held')
            try:
                gate.acquire()
            except (EOFError, OSError) as failure:
                say(type(failure).__name__)
            hear()
            """;

    private static final String GIVE_UP = CONNECT
            + """
            import signal
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            jobs = manager.jobs()
            say('waiting')
            try:
                jobs.get()
            except KeyboardInterrupt:
                say('given up')
            say(jobs.qsize())
            hear()
            """;

    private static final String PROXIES = CONNECT
            + """
            things = manager.things()
            things['list'] = manager.list(['x'])
            say(things['list'][:], things.get('list')._token.address[1] == int(sys.argv[1]))
            """;

    @TempDir
    private Path folder;

    private final List<Program> programs = new ArrayList<>();
    private final List<Process> clients = new ArrayList<>();

    static Stream<Python> ends() {
        return Stream.of(Pythons.all().get(0), Pythons.newest());
    }

    @AfterEach
    void endAll() throws Exception {
        for (Process client : clients) {
            client.destroyForcibly().waitFor();
        }
        for (Program program : programs) {
            program.close();
        }
    }

    private Program start(String... arguments) throws Exception {
        Program program = Program.picklewire(Map.of("PICKLEWIRE_AUTHKEY", "k"), arguments);
        programs.add(program);
        return program;
    }

    private Program serve(String port, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "serve",
                "--address",
                "127.0.0.1:" + port,
                "--queue",
                "jobs",
                "--dict",
                "things",
                "--object",
                "gate=Lock"));
        all.addAll(List.of(options));
        return start(all.toArray(new String[0]));
    }

    private Program serveData(String port) throws Exception {
        return serve(port, "--data", folder.resolve("data").toString());
    }

    private String relay(String port, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("relay", "--to", "127.0.0.1:" + port, "--address", "127.0.0.1:0"));
        all.addAll(List.of(options));
        return port(start(all.toArray(new String[0])));
    }

    private static String port(Program program) throws Exception {
        return program.address().replaceFirst(".*:", "");
    }

    private Process client(Python python, String script, String port) throws Exception {
        Process client = python.start(script, port);
        clients.add(client);
        return client;
    }

    private static void restart(Program server, String signal) throws Exception {
        server.signal(signal);
        server.exitCode();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatWaitsAndWhatIsHeldOutlivesAKill(Python python) throws Exception {
        goesOn(python, "KILL");
    }

    @Test
    void aRestartInOrderIsNotNoticed() throws Exception {
        goesOn(Pythons.newest(), "TERM");
    }

    private void goesOn(Python python, String signal) throws Exception {
        Program server = serveData("0");
        String port = port(server);
        Process client = client(python, WAIT, relay(port));
        BufferedReader says = client.inputReader();
        assertThat(says.readLine()).isEqualTo("waiting");
        restart(server, signal);
        new PrintWriter(client.outputWriter(), true).println();
        serveData(port).address();
        assertThat(says.readLine()).as("acquired by another").isEqualTo("False");
        assertThat(says.readLine()).as("when it is free").isEqualTo("True");
        assertThat(says.readLine()).isEqualTo("[1, 2]");
        assertThat(says.readLine()).isEqualTo("['item']");
        assertThat(client.waitFor()).isZero();
    }

    @Test
    void whatAClientHeldThatIsKilledMeanwhileIsFree() throws Exception {
        Program server = serveData("0");
        String port = port(server);
        String relay = relay(port);
        Process client = client(Pythons.newest(), HOLD, relay);
        assertThat(client.inputReader().readLine()).isEqualTo("held");
        restart(server, "KILL");
        client.destroyForcibly().waitFor();
        serveData(port).address();
        assertThat(Pythons.newest().run(CONNECT + "say(manager.gate().acquire(True, 20))", relay))
                .isEqualTo("True\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"away", "another"})
    void aServerThatStaysAwayOrHasKeptNothingEndsItsClients(String how) throws Exception {
        Program server = serve("0");
        String port = port(server);
        Process client = client(
                Pythons.newest(),
                CONNECT
                        + """
                        jobs = manager.jobs()
                        say('connected', jobs.qsize())
                        try:
                            jobs.get()
                        except (EOFError, OSError) as failure:
                            say(type(failure).__name__)
                        """,
                relay(port, "--patience", how.equals("away") ? "0.5" : "60"));
        assertThat(client.inputReader().readLine()).isEqualTo("connected 0");
        restart(server, "KILL");
        if (how.equals("another")) {
            serve(port).address();
        }
        assertThat(client.inputReader().readLine()).isIn("EOFError", "ConnectionResetError");
    }

    /** Its calls of a list share a connection and do not wait for each other, which the relay passes on. */
    @Test
    void aJavaClientGoesOnToo() throws Exception {
        Program server = serveData("0");
        String port = port(server);
        try (Manager manager = Manager.to(Address.of("127.0.0.1", Integer.parseInt(relay(port))))
                .authkey(AuthKey.of("k"))
                .connect()) {
            Proxy list = manager.list("list").proxy();
            List<CompletableFuture<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                calls.add(list.callAsync("append", i).toCompletableFuture());
                if (i == 100) {
                    restart(server, "KILL");
                    serveData(port);
                }
            }
            CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
            assertThat(list.call("__getitem__", new PySlice(null, null, null)))
                    .isEqualTo(IntStream.range(0, 600).boxed().toList());
        }
    }

    /** A call that was given up while the server was away takes nothing when it is back. */
    @Test
    void whatIsGivenUpMeanwhileIsNotWaitedFor() throws Exception {
        Program server = serveData("0");
        String port = port(server);
        String relay = relay(port);
        Process client = client(Pythons.newest(), GIVE_UP, relay);
        BufferedReader says = client.inputReader();
        assertThat(says.readLine()).isEqualTo("waiting");
        Pythons.newest().run(CONNECT + "while '1 waiting to get' not in manager._debug_info(): pass", relay);
        restart(server, "KILL");
        client.toHandle().destroy();
        assertThat(says.readLine()).isEqualTo("given up");
        serveData(port).address();
        assertThat(says.readLine()).isEqualTo("0");
        assertThat(Pythons.newest()
                        .run(CONNECT + "jobs = manager.jobs(); jobs.put(1); say(jobs.get(timeout=10))", relay))
                .isEqualTo("1\n");
    }

    @Test
    void aServerOfNoUseIsToldOfAtOnce() throws Exception {
        String port = port(serveData("0"));
        try (Program relay = Program.picklewire(
                Map.of("PICKLEWIRE_AUTHKEY", "other"),
                "relay",
                "--to",
                "127.0.0.1:" + port,
                "--address",
                "127.0.0.1:0")) {
            assertThat(relay.exitCode()).isEqualTo(2);
            assertThat(relay.error()).contains("the server 127.0.0.1:" + port + " has another key");
        }
        Process python = client(Pythons.newest(), PYTHON_SERVER, "");
        Program relay = start("relay", "--to", python.inputReader().readLine(), "--address", "127.0.0.1:0");
        assertThat(relay.exitCode()).isEqualTo(2);
        assertThat(relay.error()).contains("does not know sessions: a relay needs Picklewire's");
    }

    @Test
    void whatAClientHeldWhosePatienceRanOutIsFree() throws Exception {
        Program server = serveData("0");
        String port = port(server);
        Process client = client(Pythons.newest(), IMPATIENT, relay(port, "--patience", "0.5"));
        assertThat(client.inputReader().readLine()).isEqualTo("held");
        restart(server, "KILL");
        assertThat(client.inputReader().readLine()).isIn("EOFError", "ConnectionResetError");
        serveData(port).address();
        Instant end = Instant.now();
        assertThat(Pythons.newest().run(CONNECT + "say(manager.gate().acquire(True, 30))", port))
                .isEqualTo("True\n");
        assertThat(end).as("not when it is found out").isAfter(Instant.now().minusSeconds(40));
        assertThat(client.isAlive()).isTrue();
    }

    @Test
    void aRelayThatEndsTellsTheServerOfItsClients() throws Exception {
        String port = port(serveData("0"));
        Program relay = start("relay", "--to", "127.0.0.1:" + port, "--address", "127.0.0.1:0");
        client(
                Pythons.newest(),
                CONNECT + "gate = manager.gate(); gate.acquire(); jobs = manager.jobs(); jobs.get()",
                port(relay));
        String waits = "while '1 waiting to get' %s in manager._debug_info(): pass";
        Pythons.newest().run(CONNECT + waits.formatted("not"), port);
        relay.signal("TERM");
        assertThat(relay.exitCode()).isZero();
        assertThat(relay.error()).doesNotContain("Exception");
        Instant end = Instant.now();
        Pythons.newest().run(CONNECT + waits.formatted(""), port);
        assertThat(Pythons.newest().run(CONNECT + "say(manager.gate().acquire(True, 20))", port))
                .as("what it held")
                .isEqualTo("True\n");
        assertThat(end).as("not when it is found out").isAfter(Instant.now().minusSeconds(30));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void proxiesNameTheRelay(Python python) throws Exception {
        assertThat(python.run(PROXIES, relay(port(serve("0"))))).isEqualTo("['x'] True\n");
    }
}
