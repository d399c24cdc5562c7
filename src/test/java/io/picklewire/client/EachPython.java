package io.picklewire.client;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
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
        return all().stream()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    try (PythonServer server = PythonServer.start(python);
                            Manager manager = server.connect()) {
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
