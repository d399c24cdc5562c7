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
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client whose replies have shifted, as those of CPython's do after Ctrl-C in a call, is named in the log. */
class UnreadWatchTest {
    private static final String TCP = "127.0.0.1:0";
    private static final String UNIX = "unix:FOLDER/socket";

    /** A request whose reply is not read is what Ctrl-C leaves; pauses are in seconds. It ends with its stdin. */
    private static final String CLIENT =
            """
            import sys, threading
            from multiprocessing.managers import SyncManager

            address, shifted, pause, number = sys.argv[1:]
            host, colon, port = address.rpartition(':')
            manager = SyncManager(address[5:] if host == 'unix' else (host, int(port)), b'key')
            manager.connect()
            stopped = threading.Event()

            def calls():
                shared = manager.list()
                shared.append(0)
                if shifted == 'True':
                    shared._tls.connection.send((shared._token.id, 'append', (0,), {}))
                for call in range(int(number)):
                    shared._callmethod('append', (1,))
                    if stopped.wait(float(pause)) if float(pause) else stopped.is_set():
                        break

            thread = threading.Thread(target=calls, name='anna' if shifted == 'True' else 'bert')
            thread.start()
            sys.stdin.read()
            stopped.set()
            thread.join()
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void onLinux() {
        assumeThat(Epoll.isAvailable()).isTrue();
    }

    private Program server(String address) throws IOException {
        return Program.picklewire(
                Map.of("PICKLEWIRE_AUTHKEY", "key"),
                "serve",
                "--address",
                address.replace("FOLDER", folder.toString()));
    }

    @ParameterizedTest
    @CsvSource({TCP + ", 0", UNIX + ", 0", TCP + ", .1", UNIX + ", .9", TCP + ", 2.5"})
    void aClientThatCtrlCStruckIsNamed(String address, String pause) throws Exception {
        try (Program server = server(address)) {
            String at = server.address();
            Process busy = Pythons.newest().start(CLIENT, at, "False", "0", "1000000000");
            Process client = Pythons.newest().start(CLIENT, at, "True", pause, "1000000000");

            assertThat(server.errorLine())
                    .contains("WARN")
                    .contains("anna at ")
                    .contains("sends a request before it reads the reply to the one before")
                    .contains("proxy._connect()");

            client.getOutputStream().close();
            busy.getOutputStream().close();
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(busy.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.error().lines()).as("told once").hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TCP, UNIX})
    void othersAreNot(String address) throws Exception {
        try (Program server = server(address)) {
            String at = server.address();

            assertThat(Pythons.newest().run(CLIENT, at, "False", "0", "20000")).isEmpty();
            assertThat(Pythons.newest().run(CLIENT, at, "False", ".1", "50")).isEmpty();
            assertThat(Pythons.newest().run(CLIENT, at, "False", "1.3", "4")).isEmpty();

            assertThat(server.error()).isEmpty();
        }
    }

    /** Whoever stops it leaves a reply unread each time; it reads that as soon as it goes on. */
    @Test
    void aClientThatIsStoppedIsNot() throws Exception {
        String stops =
                """
                import os, signal, subprocess, sys, time
                client = subprocess.Popen([sys.executable, '-c', sys.argv[1], sys.argv[2], 'False', '0', '1000000000'],
                                          stdin=subprocess.PIPE)
                for stop in range(4):
                    time.sleep(.5)
                    os.kill(client.pid, signal.SIGSTOP)
                    time.sleep(2.5)
                    os.kill(client.pid, signal.SIGCONT)
                client.communicate()
                """;
        try (Program server = server(TCP)) {
            assertThat(Pythons.newest().run(stops, CLIENT, server.address())).isEmpty();

            assertThat(server.error()).isEmpty();
        }
    }

    /** Its requests do not wait for replies, and it gives calls up that wait: it counts replies. */
    @Test
    void javaClientsAreNot() throws Exception {
        try (Program server = server(TCP);
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
