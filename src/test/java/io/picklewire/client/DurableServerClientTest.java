package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.python.PySlice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Java client, and a durable server that is killed and started again: proxies go on under the same idents. */
class DurableServerClientTest {
    private static final int ROUNDS = 4;
    private static final int CUTS = 20;

    @TempDir
    private Path folder;

    private Program server;
    private String address;
    private Manager manager;

    @BeforeEach
    void start() throws Exception {
        serve("127.0.0.1:0");
        address = server.address();
        manager = connect();
    }

    @AfterEach
    void end() throws Exception {
        manager.close();
        server.close();
    }

    private void serve(String where) throws Exception {
        server = Program.picklewire(
                Map.of("PICKLEWIRE_AUTHKEY", "k"),
                "serve",
                "--address",
                where,
                "--data",
                folder.toString(),
                "--queue",
                "jobs",
                "--object",
                "gate=Lock");
    }

    private Manager connect() throws Exception {
        return Manager.to(Address.parse(address))
                .authkey(AuthKey.of("k"))
                .reconnectFor(Duration.ofSeconds(30))
                .connect();
    }

    private void restart() throws Exception {
        server.signal("KILL");
        server.exitCode();
        server.close();
        serve(address);
    }

    @Test
    void whatWaitsAndWhatIsHeldGoesOn() throws Exception {
        QueueProxy<Object> jobs = manager.queue("jobs");
        LockProxy gate = manager.lock("gate");
        ListProxy<Object> list = manager.list("list", List.of(1));
        CompletionStage<Object> waiting = jobs.proxy().callAsync("get");
        gate.lock();
        while (!manager.debugInfo().contains("1 waiting to get")) {
            Thread.onSpinWait();
        }
        String ident = list.proxy().ident();
        restart();
        list.add(2);
        assertThat(new ArrayList<>(list)).isEqualTo(List.of(1, 2));
        assertThat(list.proxy().ident()).isEqualTo(ident);
        try (Manager other = connect()) {
            assertThat(other.lock("gate").tryLock()).isFalse();
            gate.unlock();
            assertThat(other.lock("gate").tryLock()).isTrue();
        }
        jobs.put("item");
        assertThat(waiting.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo("item");
    }

    /** Each put may wait, and has a connection to itself; appends share one, and keep their order. */
    @ParameterizedTest
    @CsvSource({"put, false", "append, true"})
    void callsUnderWayAreCarriedOutOnce(String method, boolean isInOrder) throws Exception {
        Proxy shared =
                isInOrder ? manager.list("list").proxy() : manager.queue("jobs").proxy();
        List<Object> sent = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<CompletableFuture<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                calls.add(shared.callAsync(method, sent.size()).toCompletableFuture());
                sent.add(sent.size());
                if (i == 100) {
                    restart();
                }
            }
            CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
        }
        if (isInOrder) {
            assertThat(shared.call("__getitem__", new PySlice(null, null, null)))
                    .isEqualTo(sent);
        } else {
            List<Object> got = new ArrayList<>();
            QueueProxy.over(shared).drainTo(got);
            assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    /** The server lives on, but requests and replies are lost on their way, again and again. */
    @ParameterizedTest
    @CsvSource({"put, false", "append, true"})
    void callsAreCarriedOutOnceWhateverIsLostOnTheWay(String method, boolean isInOrder) throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(Integer.parseInt(address.replaceFirst(".*:", "")));
                Manager cut = Manager.to(Address.of("127.0.0.1", proxy.port()))
                        .authkey(AuthKey.of("k"))
                        .reconnectFor(Duration.ofSeconds(30))
                        .connect()) {
            Proxy shared =
                    isInOrder ? cut.list("list").proxy() : cut.queue("jobs").proxy();
            List<Object> sent = new ArrayList<>();
            for (int round = 0; round < CUTS; round++) {
                List<CompletableFuture<Object>> calls = new ArrayList<>();
                for (int i = 0; i < 400; i++) {
                    calls.add(shared.callAsync(method, sent.size()).toCompletableFuture());
                    sent.add(sent.size());
                    if (i == 200) {
                        proxy.cut();
                    }
                }
                CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0]))
                        .get(60, TimeUnit.SECONDS);
            }
            List<Object> got = new ArrayList<>();
            if (isInOrder) {
                got.addAll((List<?>) shared.call("__getitem__", new PySlice(null, null, null)));
                assertThat(got).isEqualTo(sent);
            } else {
                QueueProxy.over(shared).drainTo(got);
                assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
            }
        }
    }
}
