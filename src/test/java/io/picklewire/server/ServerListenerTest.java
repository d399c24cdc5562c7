package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.python.PyException;
import io.picklewire.shared.ClientId;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener is told what a real Python client does, in the order in which it does it. */
class ServerListenerTest implements ServerListener {
    private static final String START =
            """
            import sys, threading
            from multiprocessing.managers import SyncManager
            manager = SyncManager(('127.0.0.1', int(sys.argv[1])), b'key')
            manager.connect()
            """;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private volatile long slowness;
    private ManagerServer server;

    @BeforeEach
    void start() throws Exception {
        server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .listener(this)
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Process client(String script) throws Exception {
        int port = ((Address.Tcp) server.addresses().get(0)).port();
        return Pythons.newest().start(START + script, String.valueOf(port));
    }

    private String next() {
        String text;
        try {
            text = told.poll(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(text).as("what the listener is told").isNotNull();
        return text;
    }

    @Override
    public void connected(ClientId client) {
        told.add("connected " + client.name());
    }

    @Override
    public void disconnected(ClientId client) {
        told.add("disconnected " + client.name());
    }

    @Override
    public void waits(CallInfo call) {
        told.add("waits in " + call.typeid() + "." + call.method());
        for (long start = System.nanoTime(); System.nanoTime() - start < slowness; ) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void answered(CallInfo call, Duration duration, PyException failure) {
        assertThat(duration).isBetween(Duration.ZERO, Duration.ofSeconds(30));
        told.add("answered " + call.typeid() + "." + call.method()
                + (failure == null ? "" : " with " + failure.type().name()));
        throw new IllegalStateException("a listener that fails changes nothing");
    }

    @Override
    public void abandoned(CallInfo call) {
        told.add("abandoned " + call.typeid() + "." + call.method());
    }

    @Override
    public void deadlock(List<ClientId> clients) {
        told.add("deadlock of " + clients.size());
    }

    @Test
    void ofCallsThatReturnRaiseAndWait() throws Exception {
        Process client = client(
                """
                queue = manager.Queue()
                queue.put(1)
                queue.get()
                try:
                    queue.get(True, 0.01)
                except Exception as e:
                    print(type(e).__name__)
                """);
        assertThat(client.inputReader().readLine()).isEqualTo("Empty");
        assertThat(client.waitFor()).isZero();
        assertThat(List.of(next(), next(), next(), next(), next(), next()))
                .containsExactly(
                        "connected MainProcess",
                        "answered Queue.put",
                        "answered Queue.get",
                        "waits in Queue.get",
                        "answered Queue.get with Empty",
                        "disconnected MainProcess");
    }

    @Test
    void onceOfAnAnswerThatIsLongInTheMaking() throws Exception {
        Process client = client(
                """
                import pickle
                from multiprocessing.connection import Client
                queue = manager.Queue()
                connection = Client(manager.address, authkey=b'key')
                connection.send((None, 'accept_connection', ('of old',), {}))
                connection.recv()
                connection.send_bytes(pickle.dumps((queue._token.id, 'get', (), {}), 2))
                sys.stdin.readline()
                queue.put(['text %d' % i for i in range(300_000)])
                print(len(pickle.loads(connection.recv_bytes(), encoding='bytes')[1]))
                """);
        assertThat(List.of(next(), next())).containsExactly("connected of old", "waits in Queue.get");
        try (Writer toClient = client.outputWriter()) {
            toClient.write("it waits\n");
        }
        assertThat(client.inputReader().readLine()).isEqualTo("300000");
        assertThat(client.waitFor()).isZero();
        assertThat(Stream.generate(this::next)
                        .takeWhile(text -> !text.startsWith("disconnected"))
                        .filter(text -> text.endsWith("Queue.get")))
                .containsExactly("answered Queue.get");
    }

    @Test
    void ofADeadlockAndOfClientsThatAreKilledInIt() throws Exception {
        Process client = client(
                """
                lock = manager.Lock()
                lock.acquire()
                lock.acquire()
                """);
        assertThat(List.of(next(), next(), next(), next()))
                .containsExactly(
                        "connected MainProcess", "answered Lock.acquire", "waits in Lock.acquire", "deadlock of 1");
        client.destroyForcibly();
        assertThat(List.of(next(), next())).containsExactly("abandoned Lock.acquire", "disconnected MainProcess");
    }

    @Test
    void requestsThatCameTogetherAreBothAnsweredHoweverLongTheFirstTakes() throws Exception {
        slowness = TimeUnit.MILLISECONDS.toNanos(5);
        Process client = client(
                """
                import os, pickle, struct
                from multiprocessing.connection import Client
                queue = manager.Queue()
                connection = Client(manager.address, authkey=b'key')
                connection.send((None, 'accept_connection', ('by hand',), {}))
                connection.recv()
                request = pickle.dumps((queue._token.id, 'get', (), {}))
                os.write(connection.fileno(), (struct.pack('!i', len(request)) + request) * 2)
                queue.put(1)
                queue.put(2)
                print(connection.poll(20) and connection.recv(), connection.poll(20) and connection.recv())
                """);
        assertThat(client.inputReader().readLine()).isEqualTo("('#RETURN', 1) ('#RETURN', 2)");
        assertThat(client.waitFor()).isZero();
    }
}
