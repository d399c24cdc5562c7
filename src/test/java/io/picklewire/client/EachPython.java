package io.picklewire.client;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.server.ManagerServer;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs a test against the manager of every CPython of the machine. */
final class EachPython {
    /** {@code -Dpicklewire.interop.pythons=3.8,3.13} leaves the others out. */
    private static final List<String> CHOSEN =
            List.of(System.getProperty("picklewire.interop.pythons", "").split(",", -1));

    private EachPython() {}

    /** What a test does with a manager and a client of it. */
    interface Body {
        void run(Manager manager, Python python) throws Exception;
    }

    /** One a version; the same one twice would test nothing new. */
    static List<Python> all() {
        TreeMap<String, Python> byLine = new TreeMap<>();
        Pythons.all().forEach(python -> byLine.putIfAbsent(line(python), python));
        return byLine.values().stream()
                .filter(python -> CHOSEN.contains("") || CHOSEN.contains(line(python)))
                .sorted()
                .toList();
    }

    private static String line(Python python) {
        return python.version().substring(0, python.version().lastIndexOf('.'));
    }

    static Stream<DynamicTest> runs(Body body) {
        return runs(all(), body);
    }

    /** Against this project's own manager too, which does as the newest Python's. */
    static Stream<DynamicTest> andJavaRun(Body body) {
        DynamicTest java = DynamicTest.dynamicTest("this project's own", () -> {
            try (ManagerServer server =
                            ManagerServer.builder().authkey(PythonServer.KEY).start();
                    Manager manager = Manager.connect(server.addresses().get(0), PythonServer.KEY)) {
                body.run(manager, Pythons.newest());
            }
        });
        return Stream.concat(runs(body), Stream.of(java));
    }

    /** Against the oldest and the newest only: for what takes long and has nothing to do with versions. */
    static Stream<DynamicTest> oldestAndNewest(Body body) {
        return runs(List.of(all().get(0), all().get(all().size() - 1)), body);
    }

    /** Python 2's manager stores objects in place of their proxies, and sends copies. */
    static Stream<DynamicTest> firstAndLastOfPython3(Body body) {
        List<Python> newer =
                all().stream().filter(python -> python.isAtLeast(3, 0)).toList();
        return newer.isEmpty() ? Stream.of() : runs(List.of(newer.get(0), newer.get(newer.size() - 1)), body);
    }

    private static Stream<DynamicTest> runs(List<Python> pythons, Body body) {
        return pythons.stream()
                .distinct()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    try (Manager manager = PythonServer.shared(python).connect()) {
                        body.run(manager, python);
                    }
                }));
    }

    /** Waits until the thread waits. */
    static void awaitState(Supplier<Thread> thread, Thread.State... states) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (thread.get() == null || !List.of(states).contains(thread.get().getState())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(thread.get() + " is not " + List.of(states));
            }
            Thread.onSpinWait();
        }
    }
}
