package io.picklewire.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons.Python;
import java.io.File;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The load programs, in tiny amounts, against this build's classes; what they measure is no matter here. */
class LoadProgramsTest {

    private static final String PROGRAM = "load" + File.separator + "run.py";

    @BeforeAll
    static void sayWhichInterpreters() {
        Interpreters.found();
    }

    @Test
    void eachMeasuresItsSidesAndWritesItsFigures() throws Exception {
        PythonRun run = run(Interpreters.newest(), "--self-test", "--class-path", ServerUnderTest.classPath());
        System.out.println("interop: " + run.python().version() + " load programs: " + run.summary());
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.summary()).as(run.output()).contains("nothing wrong");
    }

    @Test
    void anUnknownProgramIsNamedWithThoseThereAre() throws Exception {
        PythonRun run = run(Interpreters.newest(), "rwa");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("there is no program rwa; there are raw, clients, payload");
    }

    @Test
    void aPythonThatIsTooOldIsToldSo() throws Exception {
        List<Python> old = Interpreters.ALL.stream()
                .filter(python -> !python.isAtLeast(3, 6))
                .toList();
        for (Python python : old) {
            PythonRun run = run(python, "raw");
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.output()).contains("need Python 3.6 or newer; this is ");
        }
    }

    /** They start servers of their own: no address is needed. */
    private static PythonRun run(Python python, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = PROGRAM;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return PythonRun.of(python, "", command);
    }
}
