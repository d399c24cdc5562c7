package io.picklewire.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons.Python;
import io.picklewire.interop.Interpreters.Started;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/** Every module of interop-tests, CPython's own suite and the programs, on every interpreter, against one server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PythonSuiteTest {

    /** Uses the server's named objects: one interpreter at a time. */
    private static final String NAMED = "test_named";

    /** Enough on the oldest and the newest. */
    private static final String HEAVY = "test_heavy";

    /** What run_cpython_suite.py says where a distribution leaves CPython's tests out. */
    private static final String NO_TEST_PACKAGE = "this interpreter comes without CPython's own tests";

    /** The tests of what CPython's own manager loses, leaks, stalls on or runs. */
    private static final String[] WRONG_IN_CPYTHON = {
        "run.py", "--reference", "test_dying_clients", "test_nested.HandedOnTest", "test_bad_input.CommandTest"
    };

    private static ServerUnderTest server;
    private static ExecutorService threads;

    @BeforeAll
    static void start() throws Exception {
        Interpreters.found();
        threads = Interpreters.pairOfThreads();
        server = ServerUnderTest.start();
    }

    @AfterAll
    static void stop() throws Exception {
        threads.shutdownNow();
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> everyModuleOnEveryInterpreter() {
        List<Started> started = new ArrayList<>();
        for (Python python : Interpreters.ALL) {
            for (String module : InteropFolder.modules()) {
                if (!module.equals(NAMED) && (!module.equals(HEAVY) || isFirstOrLast(python))) {
                    started.add(start(python, module, server.tcp(), "run.py", "-v", module));
                }
            }
        }
        server.unix().ifPresent(unix -> {
            for (String module :
                    List.of("test_wire", "test_queue", "test_bad_input", "test_dying_clients", "test_programs")) {
                started.add(start(Interpreters.newest(), module + " on a Unix socket", unix, "run.py", "-v", module));
            }
        });
        return tests(started, ", 0 failed, 0 errors, ");
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> cpythonsOwnManagerTestsOnEveryInterpreter() {
        return tests(
                Interpreters.ALL.stream()
                        .map(python -> start(python, "CPython's own tests", server.tcp(), "run_cpython_suite.py", "-v"))
                        .toList(),
                ", 0 failed, ");
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> namedObjectsAndProgramsOnEveryInterpreter() {
        return Interpreters.ALL.stream()
                .map(python ->
                        test(python.version() + " " + NAMED, ", 0 failed, 0 errors, ", () -> run(python, NAMED)));
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> whatOneVersionPutsAnotherTakes() {
        // CPython's own manager speaks to its own version only.
        return pairs().map(pair -> DynamicTest.dynamicTest(
                pair.from().version() + " puts, " + pair.to().version() + " takes", () -> {
                    PythonRun put = PythonRun.of(pair.from(), server.tcp(), "put_item.py");
                    assertThat(put.exitCode()).as(put.output()).isZero();
                    PythonRun got = PythonRun.of(pair.to(), server.tcp(), "get_item.py");
                    assertThat(got.exitCode()).as(got.output()).isZero();
                    assertThat(got.output()).contains("items as they were put");
                }));
    }

    /** The oldest and the newest: what fails there may pass by chance, which is printed. */
    @TestFactory
    @Order(5)
    Stream<DynamicTest> whatCPythonsOwnManagerGetsWrongIsExpectedOfIt() {
        return Interpreters.ALL.stream()
                .filter(PythonSuiteTest::isFirstOrLast)
                .map(python -> start(python, "with CPython's own manager", server.tcp(), WRONG_IN_CPYTHON))
                .toList()
                .stream()
                .map(started -> DynamicTest.dynamicTest(started.name(), () -> {
                    PythonRun first = started.run().get();
                    boolean isAsExpected = first.summary().contains(", 0 failed, 0 errors, ");
                    // CPython's own manager loses races of its own when the machine is busy: it has a second go.
                    PythonRun run = isAsExpected ? first : PythonRun.of(first.python(), server.tcp(), WRONG_IN_CPYTHON);
                    run.output()
                            .lines()
                            .filter(line -> line.contains("expected: ") || line.contains("expected to fail: "))
                            .forEach(line -> System.out.println("interop: " + started.name() + ": " + line));
                    System.out.println("interop: " + started.name() + ": " + run.summary());
                    assertThat(run.summary()).as(run.output()).contains(", 0 failed, 0 errors, ");
                    assertThat(run.output()).contains("fails on CPython's own manager, as expected: ");
                }));
    }

    @Test
    @Order(6)
    void theServerIsStillThere() {
        assertThat(server.isAlive()).isTrue();
    }

    private record Pair(Python from, Python to) {}

    /** Each to itself and to its neighbours, the oldest and the newest to all, both ways. */
    private static Stream<Pair> pairs() {
        List<Python> all = Interpreters.ALL;
        return all.stream()
                .flatMap(from -> all.stream().map(to -> new Pair(from, to)))
                .filter(pair -> ServerUnderTest.reference().isEmpty()
                        ? Math.abs(all.indexOf(pair.from()) - all.indexOf(pair.to())) <= 1
                                || isFirstOrLast(pair.from())
                                || isFirstOrLast(pair.to())
                        : pair.from().equals(pair.to())
                                && pair.to()
                                        .executable()
                                        .toString()
                                        .equals(ServerUnderTest.reference().get()));
    }

    private static boolean isFirstOrLast(Python python) {
        return python.equals(Interpreters.ALL.get(0)) || python.equals(Interpreters.newest());
    }

    private static Started start(Python python, String name, String address, String... arguments) {
        return new Started(
                python.version() + " " + name, threads.submit(() -> PythonRun.of(python, address, arguments)));
    }

    private static PythonRun run(Python python, String module) throws Exception {
        return PythonRun.of(python, server.tcp(), "run.py", "-v", module);
    }

    private static Stream<DynamicTest> tests(List<Started> started, String expected) {
        return started.stream().map(each -> test(each.name(), expected, each.run()::get));
    }

    private static DynamicTest test(String name, String expected, Callable<PythonRun> ending) {
        return DynamicTest.dynamicTest(name, () -> {
            PythonRun run = ending.call();
            Assumptions.assumeFalse(run.summary().equals(NO_TEST_PACKAGE), run.summary());
            System.out.println("interop: " + name + ": " + run.summary());
            assertThat(run.summary()).as(run.output()).contains(expected);
            assertThat(run.exitCode()).as(run.output()).isZero();
        });
    }
}
