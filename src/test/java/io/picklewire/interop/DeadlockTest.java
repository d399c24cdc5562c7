package io.picklewire.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons.Python;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that wait for each other's locks are named in the server's log within a second; others are not. */
class DeadlockTest {
    @TempDir
    private static Path folder;

    private static Path log;
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(ServerUnderTest.reference().isEmpty(), "CPython's own manager does not look for any");
        log = folder.resolve("log");
        server = ServerUnderTest.start(ProcessBuilder.Redirect.to(log.toFile()));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    static Stream<Python> oldestAndNewest() {
        List<Python> all = Interpreters.found();
        return Stream.of(all.get(0), Interpreters.newest()).distinct();
    }

    /** The program keeps each deadlock up for a second, so what is in the log was found in that time. */
    private static List<String> deadlocks(Python python, String kind) throws Exception {
        int before = logged().size();
        PythonRun run = PythonRun.of(python, server.tcp(), "deadlocks.py", kind);
        assertThat(run.exitCode()).as(run.output()).isZero();
        List<String> after = logged();
        return after.subList(before, after.size());
    }

    private static List<String> logged() throws IOException {
        return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                .filter(line -> line.contains("deadlock"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void twoAndTwoLocks(Python python) throws Exception {
        assertThat(deadlocks(python, "two"))
                .singleElement()
                .asString()
                .containsPattern("anna at .* waits for <.*lock.*> held by bert at ")
                .containsPattern("bert at .* waits for <.*lock.*> held by anna at ");
    }

    @Test
    void threeInACircleOfALockAnRLockAndACondition() throws Exception {
        assertThat(deadlocks(Interpreters.newest(), "three"))
                .singleElement()
                .asString()
                .contains("held by anna at ", "held by bert at ", "held by carl at ", "_thread.RLock", "<Condition(");
    }

    @Test
    void oneWithItself() throws Exception {
        assertThat(deadlocks(Interpreters.newest(), "self"))
                .singleElement()
                .asString()
                .containsPattern("deadlock: anna at .* waits for <locked _thread.lock .*> held by anna at ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "timed"})
    void whoMerelyWaitsIsNotNamed(String kind) throws Exception {
        assertThat(deadlocks(Interpreters.newest(), kind)).isEmpty();
    }
}
