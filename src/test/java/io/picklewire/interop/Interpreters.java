package io.picklewire.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The interpreters that take part, and the running of programs on two of them at a time. */
final class Interpreters {

    /** {@code -Dpicklewire.interop.pythons=3.8,3.13} leaves the others out. */
    private static final String CHOSEN = System.getProperty("picklewire.interop.pythons", "");

    private static final List<String> PROMISED =
            List.of("2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13");

    /** One a version. */
    static final List<Python> ALL = Pythons.chosen();

    private Interpreters() {}

    /** Major and minor version: {@code 3.13}. */
    static String line(Python python) {
        return python.line();
    }

    /** Says which there are and which of the promised ones are not; there must be one. */
    static List<Python> found() {
        List<String> lines = ALL.stream().map(Interpreters::line).toList();
        List<String> missing = PROMISED.stream()
                .filter(line -> CHOSEN.isEmpty() && !lines.contains(line))
                .toList();
        System.out.printf(
                "interop: CPython %s%s%n",
                String.join(", ", ALL.stream().map(Python::version).toList()),
                missing.isEmpty() ? "" : "; not on this machine: " + String.join(", ", missing));
        assertThat(ALL)
                .as("CPython interpreters: pyenv's, or python3.x on the PATH")
                .isNotEmpty();
        return ALL;
    }

    /** The newest, for what one interpreter is enough for. */
    static Python newest() {
        return ALL.get(ALL.size() - 1);
    }

    /** Two at a time: tests of waiting leave the processors idle. */
    static ExecutorService pairOfThreads() {
        return Executors.newFixedThreadPool(2, work -> {
            Thread thread = new Thread(work, "interop");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A run that has been started already, as a test. */
    record Started(String name, Future<PythonRun> run) {}
}
