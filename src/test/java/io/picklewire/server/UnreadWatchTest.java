package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.Proxy;
import io.picklewire.connection.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client whose replies have shifted, as those of CPython's do after Ctrl-C in a call, is named in the log. */
class UnreadWatchTest {
    /** A request whose reply is not read is what Ctrl-C leaves; pauses are in seconds. It ends with its stdin. */
    private static final String CLIENT =
            """
            import sys, threading
            from multiprocessing.managers import SyncManager

            address, name, pause = sys.argv[1:]
            host, colon, port = address.rpartition(':')
            manager = SyncManager(address[5:] if host == 'unix' else (host, int(port)), b'key')
            manager.connect()
            stopped = threading.Event()

            def calls():
                shared = manager.list()
                shared.append(0)
                if name.startswith('shifted'):
                    shared._tls.connection.send((shared._token.id, 'append', (0,), {}))
                while not (stopped.wait(float(pause)) if float(pause) else stopped.is_set()):
                    shared._callmethod('append', (1,))

            thread = threading.Thread(target=calls, name=name)
            thread.start()
            sys.stdin.read()
            stopped.set()
            thread.join()
            """;

    @TempDir
    private Path folder;

    private final List<Process> clients = new ArrayList<>();

    @BeforeEach
    void onLinux() {
        assumeThat(Epoll.isAvailable()).isTrue();
    }

    @AfterEach
    void endClients() {
        clients.forEach(Process::destroyForcibly);
    }

    private Program server() throws IOException {
        return Program.picklewire(
                Map.of("PICKLEWIRE_AUTHKEY", "key"),
                "serve",
                "--address",
                "127.0.0.1:0",
                "--address",
                "unix:" + folder.resolve("socket"));
    }

    private void start(String name, String address, double pause) throws IOException {
        clients.add(Pythons.newest().start(CLIENT, address, name, String.valueOf(pause)));
    }

    private void clientsEnd() throws Exception {
        for (Process client : clients) {
            client.getOutputStream().close();
        }
        for (Process client : clients) {
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(client.inputReader().lines()).isEmpty();
        }
    }

    @Test
    void whomCtrlCStruckIsNamedOnceAndNobodyElse() throws Exception {
        try (Program server = server()) {
            String tcp = server.address();
            String unix = server.address();
            start("busy", tcp, 0);
            start("busy", unix, 0);
            start("at times", tcp, .1);
            start("rarely", tcp, 1.3);
            start("rarely", unix, 1.3);
            List<String> shifted =
                    List.of("shifted 1", "shifted 2", "shifted 3", "shifted 4", "shifted 5", "shifted 6");
            start("shifted 1", tcp, 0);
            start("shifted 2", unix, 0);
            start("shifted 3", tcp, .1);
            start("shifted 4", unix, .9);
            start("shifted 5", tcp, 2.5);
            start("shifted 6", unix, 2.5);

            List<String> named = new ArrayList<>();
            while (named.size() < shifted.size()) {
                String line = server.errorLine();
                assertThat(line)
                        .contains(
                                "WARN",
                                " sends a request before it reads the reply to the one before",
                                "proxy._connect()");
                named.add(line.replaceFirst(".*[|](.*) at .*: sends .*", "$1"));
            }
            assertThat(named).containsExactlyInAnyOrderElementsOf(shifted);

            clientsEnd();
            assertThat(server.error().lines()).hasSize(shifted.size());
        }
    }

    /** Whoever stops it leaves a reply unread each time; it reads that as soon as it goes on. */
    @Test
    void aClientThatIsStoppedIsNot() throws Exception {
        String stops =
                """
                import os, signal, subprocess, sys, time
                client = subprocess.Popen([sys.executable, '-c', sys.argv[1], sys.argv[2], 'stopped', '0'],
                                          stdin=subprocess.PIPE)
                for stop in range(4):
                    time.sleep(.5)
                    os.kill(client.pid, signal.SIGSTOP)
                    time.sleep(1.3)
                    os.kill(client.pid, signal.SIGCONT)
                client.communicate()
                """;
        try (Program server = server()) {
            assertThat(Pythons.newest().run(stops, CLIENT, server.address())).isEmpty();

            assertThat(server.error()).isEmpty();
        }
    }

    /** Its requests do not wait for replies, and it gives calls up that wait: it counts replies. */
    @Test
    void javaClientsAreNot() throws Exception {
        try (Program server = server();
                Manager manager = Manager.connect(Address.parse(server.address()), AuthKey.of("key"))) {
            Proxy list = manager.list("list").proxy();
            BlockingQueue<Object> queue = manager.queue("Queue");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
            while (System.nanoTime() < end) {
                Stream.generate(() -> list.callAsync("append", 1).toCompletableFuture())
                        .limit(1000)
                        .toList()
                        .forEach(CompletableFuture::join);
                assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
                queue.put(1);
                assertThat(queue.poll(1, TimeUnit.SECONDS)).isEqualTo(1);
            }

            assertThat(server.error()).isEmpty();
        }
    }
}
