package io.picklewire.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons.Python;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A few kills of a server under load, with clients of the oldest and the newest Python 3. */
class KillTest {
    private static final String PROGRAM = "load" + File.separator + "kill.py";
    private static final String KILLS = "6";

    static Stream<Python> ends() {
        List<Python> able = Interpreters.found().stream()
                .filter(python -> python.isAtLeast(3, 6))
                .toList();
        return Stream.of(able.get(0), able.get(able.size() - 1)).distinct();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void nothingThatWasAnsweredIsLost(Python python) throws Exception {
        assertThat(kill(python).output()).contains("nothing is lost");
    }

    @ParameterizedTest
    @MethodSource("ends")
    void behindARelayNobodySeesAnError(Python python) throws Exception {
        assertThat(kill(python, "--relay").output()).contains("errors that clients saw: 0", "nothing is lost");
    }

    private static PythonRun kill(Python python, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(PROGRAM, "--kills", KILLS, "--class-path", ServerUnderTest.classPath()));
        command.addAll(List.of(options));
        PythonRun run = PythonRun.of(python, "", command.toArray(new String[0]));
        System.out.println("interop: " + python.version() + " kills " + List.of(options) + ": " + run.summary());
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run;
    }
}
