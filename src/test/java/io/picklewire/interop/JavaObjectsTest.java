package io.picklewire.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons.Python;
import io.picklewire.server.ManagerServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Java objects and collections, shared by a server in this JVM, as every interpreter uses them. */
class JavaObjectsTest {
    /** On every interpreter: what is called, and how values and exceptions cross. */
    private static final List<String> OBJECTS = List.of("java_objects", "java_syntax");

    /** On the oldest and the newest. */
    private static final List<String> COLLECTIONS = List.of("java_collections");

    /** On the newest: Java's collections by the tests of Python's own. */
    private static final List<String> AS_PYTHONS = List.of(
            "test_queue",
            "test_list",
            "test_dict",
            "test_dying_clients.KilledTest.test_a_client_killed_in_put_puts_nothing",
            "test_dying_clients.KilledTest.test_five_clients_killed_in_get_leave_a_queue_that_works",
            "test_dying_clients.InterruptedTest");

    private static ManagerServer server;
    private static ExecutorService threads;

    @BeforeAll
    static void start() throws Exception {
        threads = Interpreters.pairOfThreads();
        server = JavaServer.start();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> modulesOnInterpreters() {
        List<Interpreters.Started> started = new ArrayList<>();
        for (Python python : Interpreters.ALL) {
            started.add(start(python, OBJECTS));
        }
        started.add(start(Interpreters.ALL.get(0), COLLECTIONS));
        started.add(start(Interpreters.newest(), COLLECTIONS));
        AS_PYTHONS.forEach(module -> started.add(start(Interpreters.newest(), List.of(module))));
        return started.stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    PythonRun run = each.run().get();
                    System.out.println("interop: " + each.name() + ": " + run.summary());
                    assertThat(run.summary()).as(run.output()).contains(", 0 failed, 0 errors, ");
                    assertThat(run.exitCode()).as(run.output()).isZero();
                }));
    }

    private static Interpreters.Started start(Python python, List<String> modules) {
        List<String> arguments = new ArrayList<>(List.of("run.py"));
        arguments.addAll(modules);
        String address = server.addresses().get(0).toString();
        return new Interpreters.Started(
                python.version() + " " + String.join(" ", modules) + " with Java's objects",
                threads.submit(() -> PythonRun.with(
                        Map.of("PICKLEWIRE_JAVA", "1"), python, address, arguments.toArray(String[]::new))));
    }
}
