package io.picklewire.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Translates the names of modules and their attributes between Python 2 and 3, such as {@code Queue} and
 * {@code queue}. Immutable; any thread. Source: CPython's {@code _compat_pickle}.
 */
public final class PythonNames {
    /** A module that other versions than 3.13 do not have. */
    public static final String PATHLIB_OF_3_13 = "pathlib._local";

    private static final Map<String, String> TO_PYTHON3 = new HashMap<>();
    private static final Map<String, String> TO_PYTHON2 = new HashMap<>();

    static {
        read();
    }

    private PythonNames() {}

    /** The name that Python 3 has for what either Python calls so: {@code queue.Empty} for {@code Queue.Empty}. */
    public static PyGlobal toPython3(PyGlobal global) {
        return translated(global, TO_PYTHON3);
    }

    /** The name that all versions of Python 3 know: 3.13 alone writes where {@code pathlib} really has its classes. */
    public static PyGlobal common(String module, String name) {
        return new PyGlobal(module.equals(PATHLIB_OF_3_13) ? "pathlib" : module, name);
    }

    /** The name as that Python knows it. */
    public static PyGlobal forReader(PyGlobal global, boolean isPython2) {
        return translated(global, isPython2 ? TO_PYTHON2 : TO_PYTHON3);
    }

    private static PyGlobal translated(PyGlobal global, Map<String, String> names) {
        String attribute = names.get(global.module() + ":" + global.name());
        if (attribute != null) {
            int colon = attribute.indexOf(':');
            return new PyGlobal(attribute.substring(0, colon), attribute.substring(colon + 1));
        }
        String module = names.get(global.module());
        return module == null ? global : new PyGlobal(module, global.name());
    }

    private static void read() {
        var stream = Objects.requireNonNull(PythonNames.class.getResourceAsStream("python2-names.txt"));
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(PythonNames::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(String line) {
        String[] words = line.split(" ", -1);
        if (!words[1].equals("<")) {
            TO_PYTHON3.put(words[0], words[2]);
        }
        if (!words[1].equals(">")) {
            TO_PYTHON2.put(words[2], words[0]);
        }
    }
}
