package io.picklewire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.Properties;
import org.python.core.Py;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.PySystemState;
import org.python.util.PythonInterpreter;

/** A Python 2.7 in this JVM: no CPython, but the same language, and at hand for thousands of questions. */
public final class Jython {
    private final PythonInterpreter interpreter;

    /** One that has run a script; what is in {@code interop-tests} can be imported. */
    public Jython(String script) {
        Properties settings = new Properties();
        settings.setProperty("python.cachedir.skip", "true");
        settings.setProperty("python.import.site", "false");
        PySystemState.initialize(System.getProperties(), settings);
        interpreter = new PythonInterpreter();
        interpreter.exec("import sys\nsys.dont_write_bytecode = True\nsys.path.insert(0, %s)\n"
                .formatted(
                        new PyString(Path.of("interop-tests").toAbsolutePath().toString()).__repr__()));
        interpreter.exec(script);
    }

    /** Calls a function of the script. */
    public PyObject call(String function, Object... arguments) {
        PyObject[] python = new PyObject[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            python[i] = arguments[i] instanceof byte[] bytes
                    ? new PyString(new String(bytes, ISO_8859_1))
                    : Py.java2py(arguments[i]);
        }
        return interpreter.get(function).__call__(python);
    }

    /** The bytes of a Python 2 {@code str}. */
    public static byte[] bytes(PyObject text) {
        return text.toString().getBytes(ISO_8859_1);
    }
}
