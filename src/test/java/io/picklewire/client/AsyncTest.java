package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Pythons;
import io.picklewire.server.ManagerServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Calls that are not waited for. */
@Timeout(60)
class AsyncTest {
    private static List<Object> all(Stream<CompletionStage<Object>> stages) throws Exception {
        List<CompletableFuture<Object>> futures =
                stages.map(CompletionStage::toCompletableFuture).toList();
        List<Object> results = new ArrayList<>();
        for (CompletableFuture<Object> future : futures) {
            results.add(future.get(30, TimeUnit.SECONDS));
        }
        return results;
    }

    @TestFactory
    Stream<DynamicTest> callsThatDoNotBlockGoOutOneBehindTheOther() {
        return EachPython.andJavaRun((manager, python) -> {
            ListProxy<Integer> list = manager.list("list");
            all(IntStream.range(0, 500).mapToObj(i -> list.proxy().callAsync("append", i)));
            assertThat(list.copy()).isEqualTo(IntStream.range(0, 500).boxed().toList());
            assertThat(all(IntStream.range(0, 500).mapToObj(i -> list.proxy().callAsync("__getitem__", i))))
                    .as("each its own reply")
                    .isEqualTo(IntStream.range(0, 500).boxed().toList());
        });
    }

    @TestFactory
    Stream<DynamicTest> aCallThatBlocksHoldsUpNobody() {
        return EachPython.andJavaRun((manager, python) -> {
            Proxy queue = manager.queue("Queue").proxy();
            List<CompletableFuture<Object>> waiting = Stream.generate(
                            () -> queue.callAsync("get").toCompletableFuture())
                    .limit(3)
                    .toList();
            assertThat(all(Stream.of(queue.callAsync("qsize"), queue.callAsync("empty"))))
                    .containsExactly(0, true);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            all(Stream.of(1, 2, 3).map(item -> queue.callAsync("put_nowait", item)));
            assertThat(all(waiting.stream().map(future -> future))).containsExactlyInAnyOrder(1, 2, 3);
        });
    }

    @TestFactory
    Stream<DynamicTest> failuresAreThoseOfACall() {
        return EachPython.andJavaRun((manager, python) -> {
            Proxy queue = manager.queue("Queue").proxy();
            assertThatThrownBy(() -> all(Stream.of(queue.callAsync("get_nowait"))))
                    .hasCauseInstanceOf(RemoteException.Empty.class);
            assertThatThrownBy(() -> all(Stream.of(queue.callAsync("nothing"))))
                    .hasCauseInstanceOf(RemoteException.AttributeError.class);
            assertThatThrownBy(() -> all(Stream.of(queue.callAsync("put", new Object()))))
                    .hasCauseInstanceOf(net.razorvine.pickle.PickleException.class);
            assertThatThrownBy(() -> queue.callAsync(String.class, "qsize")
                            .toCompletableFuture()
                            .get())
                    .hasCauseInstanceOf(ConversionException.class);
        });
    }

    @Test
    void moreCallsThanConnectionsTakeTurns() throws Exception {
        try (Manager manager = Manager.to(PythonServer.shared(Pythons.newest()).address())
                .authkey(PythonServer.KEY)
                .connections(2)
                .connect()) {
            Proxy faults = manager.create("Faults");
            List<Object> slept =
                    all(Stream.generate(() -> faults.callAsync("sleep", 0.01)).limit(20));
            assertThat(slept).hasSize(20).containsOnly(0.01);
            Object names = faults.call("threads");
            assertThat(String.valueOf(names)
                            .split("java-" + ProcessHandle.current().pid() + "\\|pool", -1))
                    .as("%s", names)
                    .hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void methodsThatTheUserSaysNotToBlockGoOutOneBehindTheOther() throws Exception {
        try (Manager manager = PythonServer.shared(Pythons.newest()).connect()) {
            Proxy counter = manager.create("Counter").nonBlocking("add");
            List<Object> sums =
                    all(Stream.generate(() -> counter.callAsync("add")).limit(300));
            assertThat(sums).isEqualTo(IntStream.rangeClosed(1, 300).boxed().toList());
            assertThat(String.valueOf(manager.create("Faults").call("threads")))
                    .contains("java-" + ProcessHandle.current().pid() + "|picklewire-pipeline");
        }
    }

    /** Methods of an application's own objects run on a thread of their own, so requests do come early there. */
    @Test
    void earlyRequestsAreCarriedOutInTurnByThisProjectsOwnManagerToo() throws Exception {
        LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        try (ManagerServer server = ManagerServer.builder()
                        .authkey(PythonServer.KEY)
                        .register("get_queue", () -> queue)
                        .start();
                Manager manager = Manager.connect(server.addresses().get(0), PythonServer.KEY)) {
            Proxy proxy = manager.queue("get_queue").proxy();
            List<Integer> numbers = IntStream.range(0, 2000).boxed().toList();
            all(numbers.stream().map(number -> proxy.callAsync("put_nowait", number)));
            assertThat(new ArrayList<>(queue)).isEqualTo(numbers);
            assertThat(all(numbers.stream().map(number -> proxy.callAsync("get_nowait"))))
                    .isEqualTo(numbers);
        }
    }
}
