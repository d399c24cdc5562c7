package io.picklewire.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.pickle.Loader;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real CPython that answers many questions in one run. */
final class CPython {
    private static final String PRELUDE =
            """
            import array, collections, operator, pickle, sys
            def attempt(function, *args):
                try:
                    return function(*args)
                except (TypeError, ValueError) as error:
                    return '%s: %s' % (type(error).__name__, error)
            """;

    private CPython() {}

    /** Runs a script and gives what it left in {@code answer}, pickled at a protocol. */
    static List<?> answer(int protocol, String script) throws Exception {
        Process process = new ProcessBuilder(newest(), "-")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String reply = "\nsys.stdout.write(pickle.dumps(answer, " + protocol + ").hex())\n";
        process.getOutputStream().write((PRELUDE + script + reply).getBytes(UTF_8));
        process.getOutputStream().close();
        String hex = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("exit code of CPython").isZero();
        return (List<?>) new Loader().loads(HexFormat.of().parseHex(hex));
    }

    /** 3.12 or the newest before it: texts of errors, and what can be hashed, change with the version. */
    private static String newest() {
        return Pythons.all().stream()
                .filter(each -> each.version().matches("3\\.([6-9]|1[0-2])\\.\\d+"))
                .max(Comparator.comparing(each -> Runtime.Version.parse(each.version())))
                .orElseThrow()
                .executable()
                .toString();
    }

    /** As the script's {@code attempt}: what it gives, or the text of the exception. */
    static @Nullable Object attempt(java.util.concurrent.Callable<?> question) throws Exception {
        try {
            return question.call();
        } catch (PyException e) {
            return e.type().name() + ": " + e.getMessage();
        }
    }
}
