package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.connection.Address;
import io.picklewire.server.ManagerServer;
import io.picklewire.shared.SharedQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Python's processes put what Java's threads take, while Java's threads put what Python's processes take, all through
 * queues of one manager: nothing is lost, and nothing comes twice.
 */
class BothDirectionsTest {
    private static final int MANY = 100_000;
    private static final int SOME = 10_000;
    private static final int SIDES = 2;

    /** Puts or takes, as its first argument says; what it took it prints, a number a line. */
    private static final String PEER =
            """
            import sys
            from multiprocessing.managers import BaseManager
            from multiprocessing import current_process
            BaseManager.register('get_queue')
            BaseManager.register('get_results')
            key = sys.argv[3].encode('ascii')
            current_process().authkey = key
            manager = BaseManager(('127.0.0.1', int(sys.argv[2])), key)
            manager.connect()
            if sys.argv[1] == 'put':
                queue = manager.get_queue()
                for number in range(int(sys.argv[4]), int(sys.argv[5])):
                    queue.put(number)
            else:
                queue = manager.get_results()
                print('\\n'.join(str(number) for number in iter(queue.get, None)))
            """;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** A manager, and the Python whose processes use it. */
    private record Host(String name, Address address, Python python) {}

    @TestFactory
    Stream<DynamicTest> nothingIsLostAndNothingComesTwice() {
        Python newest = Pythons.newest();
        return EachPython.all().stream()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    try (PythonServer server = PythonServer.start(python)) {
                        Host host = new Host(python.toString(), server.address(), python);
                        exchange(host, python.equals(newest) ? MANY : SOME);
                    }
                }));
    }

    @Test
    void noMoreSoThroughThisProjectsOwnManager() throws Exception {
        SharedQueue queue = new SharedQueue(0);
        SharedQueue results = new SharedQueue(0);
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(PythonServer.KEY)
                .register("get_queue", () -> queue)
                .register("get_results", () -> results)
                .start()) {
            exchange(new Host("this project", server.addresses().get(0), Pythons.newest()), SOME);
        }
    }

    private void exchange(Host host, int items) throws Exception {
        long start = System.nanoTime();
        int half = items / 2;
        try (Manager manager = Manager.connect(host.address(), PythonServer.KEY)) {
            List<Future<List<Integer>>> toJava = new ArrayList<>();
            List<Future<List<Integer>>> toPython = new ArrayList<>();
            List<Future<List<Integer>>> producers = new ArrayList<>();
            for (int side = 0; side < SIDES; side++) {
                int from = half / SIDES * side;
                int to = half / SIDES * (side + 1);
                producers.add(threads.submit(() -> python(host, "put", from, to)));
                producers.add(threads.submit(() -> put(manager, from, to)));
                toJava.add(threads.submit(() -> take(manager)));
                toPython.add(threads.submit(() -> python(host, "take", 0, 0)));
            }
            for (Future<List<Integer>> producer : producers) {
                assertThat(result(producer)).isEmpty();
            }
            for (int side = 0; side < SIDES; side++) {
                manager.create("get_queue").call("put", (Object) null);
                manager.create("get_results").call("put", (Object) null);
            }
            assertAll(toJava, half);
            assertAll(toPython, half);
        }
        System.out.printf(
                "interop: %s hosts, %d items both ways in %.1f s%n",
                host.name(), items, (System.nanoTime() - start) / 1e9);
    }

    private static void assertAll(List<Future<List<Integer>>> consumers, int count) throws Exception {
        List<Integer> taken = new ArrayList<>();
        for (Future<List<Integer>> consumer : consumers) {
            taken.addAll(result(consumer));
        }
        assertThat(taken.stream().sorted().toList())
                .isEqualTo(IntStream.range(0, count).boxed().toList());
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.get(2, TimeUnit.MINUTES);
    }

    private static List<Integer> put(Manager manager, int from, int to) throws InterruptedException {
        try (QueueProxy<Integer> queue = manager.queue("get_results")) {
            for (int number = from; number < to; number++) {
                queue.put(number);
            }
        }
        return List.of();
    }

    private static List<Integer> take(Manager manager) throws InterruptedException {
        List<Integer> taken = new ArrayList<>();
        try (QueueProxy<Integer> queue = manager.queue("get_queue")) {
            for (Integer number = queue.take(); number != null; number = queue.take()) {
                taken.add(number);
            }
        }
        return taken;
    }

    /** Runs Python's side in a process; what it printed. */
    private static List<Integer> python(Host host, String what, int from, int to) throws IOException {
        int port = ((Address.Tcp) host.address()).port();
        Process process = host.python()
                .start(PEER, what, String.valueOf(port), "interop", String.valueOf(from), String.valueOf(to));
        try {
            process.getOutputStream().close();
            return process.inputReader().lines().map(Integer::valueOf).toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
