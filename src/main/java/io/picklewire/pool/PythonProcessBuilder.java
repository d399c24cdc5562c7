package io.picklewire.pool;

import io.picklewire.auth.AuthKey;
import io.picklewire.client.Kwargs;
import io.picklewire.client.RemoteObject;
import io.picklewire.connection.Pipe;
import io.picklewire.conversion.OutgoingValues;
import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Reader;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sets up a {@link PythonProcess}. Not thread-safe. */
public final class PythonProcessBuilder {
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final PyGlobal RUN_PATH = new PyGlobal("runpy", "run_path");

    private final String python;
    private final @Nullable PyGlobal function;
    private @Nullable Path script;
    private @Nullable Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private List<@Nullable Object> args = List.of();
    private Map<String, @Nullable Object> kwargs = Map.of();
    private AuthKey authkey = AuthKey.of(new byte[0]);
    private boolean isDaemon = true;
    private String name = "PythonProcess-" + STARTED.incrementAndGet();

    PythonProcessBuilder(String python, PyGlobal function) {
        this.python = python;
        this.function = function;
    }

    PythonProcessBuilder(String python, Path script) {
        this.python = python;
        this.function = null;
        this.script = script;
    }

    /**
     * What the function is called with, the keyword arguments last as {@link Kwargs}. Besides what clients can send, these may be proxies of
     * shared objects, whose manager's key {@link #authkey} gives, and a {@link Pipe}, of which the function gets a connection, the end that
     * is not opened here.
     */
    public PythonProcessBuilder args(@Nullable Object... values) {
        int last = values.length - 1;
        boolean hasKwargs = last >= 0 && values[last] instanceof Kwargs;
        args = new ArrayList<>(Arrays.asList(values).subList(0, hasKwargs ? last : values.length));
        kwargs = hasKwargs && values[last] instanceof Kwargs given ? given.values() : Map.of();
        return this;
    }

    /** A script whose functions can be named as {@code __main__:function}. It is imported, as by {@code spawn}. */
    public PythonProcessBuilder main(Path file) {
        if (function == null) {
            throw new IllegalStateException("a process that runs a script has that as its main program");
        }
        script = file;
        return this;
    }

    /** The working folder, whose modules can be imported; that of this process unless set. */
    public PythonProcessBuilder folder(Path workingFolder) {
        folder = workingFolder;
        return this;
    }

    /** Sets a variable in the environment, which is otherwise that of this process. */
    public PythonProcessBuilder environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** The key of the process, by which it reaches the managers of proxies; {@code current_process().authkey} there. */
    public PythonProcessBuilder authkey(AuthKey key) {
        authkey = key;
        return this;
    }

    /** Whether it ends with this JVM, however that ends; true unless set. */
    public PythonProcessBuilder daemon(boolean endsWithThis) {
        isDaemon = endsWithThis;
        return this;
    }

    /** Its name, for the log and for {@code current_process().name}. */
    public PythonProcessBuilder name(String given) {
        name = given;
        return this;
    }

    /**
     * Starts it.
     *
     * @throws IOException when there is no such interpreter
     * @throws net.razorvine.pickle.PickleException when an argument is something that no pickle can hold
     */
    public PythonProcess start() throws IOException {
        PythonProgram program =
                PythonProgram.of(python, script).in(folder, environment).checked();
        if (function == null) {
            List<String> argv = new ArrayList<>(program.argv());
            args.forEach(arg -> argv.add(String.valueOf(arg)));
            program = program.withArgv(argv).withoutMain();
        }
        String token = UUID.randomUUID().toString();
        ChildSource source = new ChildSource("process.py", name, program)
                .authkey(authkey)
                .set("daemon", isDaemon)
                .set("token", token)
                .set("call_2", call(Reader.PYTHON_2))
                .set("call_3", call(Reader.PYTHON_3));
        PythonProcess process = PythonProcess.start(name, program, source, token);
        // Nobody opens the other end of a pipe any more when the process has ended that it was given to.
        for (Object arg : args) {
            if (arg instanceof Pipe pipe) {
                var unused = process.onExit().thenRun(pipe::close);
            }
        }
        return process;
    }

    /** What is to be called, pickled. */
    private String call(Reader reader) {
        Dumper dumper = new Dumper(reader, null);
        OutgoingValues outgoing = new OutgoingValues(dumper, value -> sent(value, reader), value -> value);
        Object called = function == null
                ? PyTuple.of(RUN_PATH, PyTuple.of(String.valueOf(script), null, "__main__"), Map.of())
                : PyTuple.of(function, outgoing.python(args), outgoing.python(kwargs));
        return HexFormat.of().formatHex(dumper.dumps(called));
    }

    private static @Nullable Object sent(@Nullable Object value, Reader reader) {
        if (value instanceof RemoteObject remote) {
            return remote.proxy().toPython(reader);
        }
        return value instanceof Pipe pipe
                ? PyObject.call(
                        "multiprocessing.connection",
                        "Client",
                        text(pipe.address().path(), reader),
                        null,
                        pipe.key().getBytes(StandardCharsets.US_ASCII))
                : value;
    }

    /** Python 2 wants its own {@code str} for a path. */
    private static Object text(String text, Reader reader) {
        return reader.isPython2() ? Py2Str.of(text.getBytes(StandardCharsets.UTF_8)) : text;
    }
}
