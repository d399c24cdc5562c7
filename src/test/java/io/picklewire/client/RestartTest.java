package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Program;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Managers that are restarted, and what their clients notice. */
@Timeout(60)
class RestartTest {
    @Test
    void aNewProxyWorksAtOnceAfterARestartEvenAsAnotherPython() throws Exception {
        List<Python> pythons = EachPython.all();
        Python oldest = pythons.get(0);
        Python newest = pythons.get(pythons.size() - 1);
        PythonServer first = PythonServer.start(newest);
        try (Manager manager = first.connect()) {
            Proxy old = manager.create("Primes", 10);
            assertThat(old.call("sum")).isEqualTo(17);
            first.kill();
            try (PythonServer second =
                    PythonServer.start(oldest, first.address().toString())) {
                Proxy fresh = manager.create("Primes", 10);
                assertThat(fresh.call("sum")).isEqualTo(17);
                assertThat(old.call("sum")).as("made anew").isEqualTo(17);
                second.kill();
            }
            try (PythonServer third = PythonServer.start(newest, first.address().toString())) {
                assertThat(third.python()).isEqualTo(newest);
                assertThat(manager.create("Primes", 10).call("sum")).isEqualTo(17);
            }
        }
    }

    @Test
    void aCallWaitsForAManagerThatIsBeingRestarted() throws Exception {
        PythonServer first = PythonServer.start(EachPython.all().get(0));
        try (Manager manager = Manager.to(first.address())
                .authkey(PythonServer.KEY)
                .reconnectFor(Duration.ofSeconds(30))
                .connect()) {
            first.kill();
            CompletableFuture<Object> sum = CompletableFuture.supplyAsync(
                    () -> manager.create("Primes", 10).call("sum"));
            try (PythonServer second =
                    PythonServer.start(first.python(), first.address().toString())) {
                assertThat(second.address()).isEqualTo(first.address());
                assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(17);
            }
        }
    }

    /** So does one of this project's that keeps nothing. */
    @Test
    void whatAServerInMemoryLosesIsGone() throws Exception {
        Map<String, String> key = Map.of("PICKLEWIRE_AUTHKEY", "k");
        String[] options = {"serve", "--queue", "jobs", "--address"};
        Program first = Program.picklewire(
                key, Stream.concat(Stream.of(options), Stream.of("127.0.0.1:0")).toArray(String[]::new));
        String address = first.address();
        try (Manager manager = Manager.to(Address.parse(address))
                .authkey(AuthKey.of("k"))
                .reconnectFor(Duration.ofSeconds(30))
                .connect()) {
            QueueProxy<Object> jobs = manager.queue("jobs");
            ListProxy<Object> list = manager.list("list", List.of(1));
            jobs.put("before");
            first.signal("KILL");
            first.exitCode();
            try (Program second = Program.picklewire(
                    key, Stream.concat(Stream.of(options), Stream.of(address)).toArray(String[]::new))) {
                assertThat(second.address()).isEqualTo(address);
                assertThat(jobs.offer("after")).isTrue();
                assertThat(jobs.take()).isEqualTo("after");
                assertThatThrownBy(() -> list.add(2))
                        .isInstanceOf(ObjectGoneException.class)
                        .hasMessageContaining("is gone");
            }
        } finally {
            first.close();
        }
    }

    /** With CPython's managers an ident may be another object's after a restart. */
    @Test
    void whatASharedManagerLosesIsGoneAndNeverAnotherObject() throws Exception {
        for (Python python : EachPython.all()) {
            PythonServer first = PythonServer.start(python);
            try (Manager manager = first.connect()) {
                QueueProxy<Object> queue = manager.queue("get_queue");
                QueueProxy<Object> own = manager.queue("Queue");
                ListProxy<Object> list = manager.list("list", List.of(1));
                queue.put("before");
                first.kill();
                try (PythonServer second =
                        PythonServer.start(python, first.address().toString())) {
                    assertThat(second.python()).isEqualTo(python);
                    assertThat(queue.offer("after")).isTrue();
                    assertThat(queue.take()).as("of the queue that all share").isEqualTo("after");
                    assertThatThrownBy(() -> own.put("lost"))
                            .isInstanceOf(ObjectGoneException.class)
                            .hasMessageContaining("'Queue' ")
                            .hasMessageContaining("is gone");
                    assertThatThrownBy(() -> list.add(2)).isInstanceOf(ObjectGoneException.class);
                    assertThatThrownBy(() -> list.proxy()
                                    .callAsync("append", 2)
                                    .toCompletableFuture()
                                    .get())
                            .hasCauseInstanceOf(ObjectGoneException.class);
                    assertThat(queue.proxy()
                                    .callAsync("qsize")
                                    .toCompletableFuture()
                                    .get())
                            .isEqualTo(0);
                }
            }
        }
    }

    @Test
    void attemptsToConnectComeSlowerAndSlowerAndNeverTogether() {
        Backoff soonest = new Backoff(() -> 0.0);
        Backoff latest = new Backoff(() -> 1.0);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waits.add(soonest.next().toMillis());
            waits.add(latest.next().toMillis());
        }
        assertThat(waits)
                .containsExactly(
                        10L, 20L, 20L, 40L, 40L, 80L, 80L, 160L, 160L, 320L, 320L, 640L, 500L, 1000L, 500L, 1000L);
    }
}
