package io.picklewire.python;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The texts of exceptions. Source: CPython's {@code Objects/exceptions.c}. */
final class ExceptionRepr {
    private static final Pattern BUILTIN =
            Pattern.compile("\\w*(Error|Exception|ExceptionGroup|Warning|Exit|Interrupt|Iteration)");
    private static final Set<String> OS_ERRORS = Set.of(
            "BlockingIOError",
            "BrokenPipeError",
            "ChildProcessError",
            "ConnectionAbortedError",
            "ConnectionError",
            "ConnectionRefusedError",
            "ConnectionResetError",
            "EnvironmentError",
            "FileExistsError",
            "FileNotFoundError",
            "IOError",
            "InterruptedError",
            "IsADirectoryError",
            "NotADirectoryError",
            "OSError",
            "PermissionError",
            "ProcessLookupError",
            "TimeoutError");
    private static final int DEPTH_LIMIT = 1000;
    private static final int FILE_NAME = 2;

    private ExceptionRepr() {}

    /** Whether a class is one of Python's builtin exceptions. */
    static boolean isBuiltin(PyGlobal type) {
        boolean builtin = type.isBuiltin(type.name()) || type.module().equals("exceptions");
        return builtin && BUILTIN.matcher(type.name()).matches();
    }

    /** {@code repr(exception)}; Python 2 shows one argument as a tuple. */
    static ReprNode group(PyGlobal type, PyTuple args, boolean python2) {
        PyTuple shown = isOsError(type) && args.size() > FILE_NAME
                ? PyTuple.copyOf(args.asList().subList(0, FILE_NAME))
                : args;
        String name = TypeName.last(type);
        return python2 ? ReprWriter.tuple(name, shown) : ReprNode.call(name, shown.asList());
    }

    /** {@code str(exception)} in Python 3. An exception of an exception is followed without recursion. */
    static String message(PyGlobal type, PyTuple args) {
        PyGlobal innerType = type;
        PyTuple inner = args;
        for (int depth = 0; depth < DEPTH_LIMIT; depth++) {
            Object cause = isSimple(innerType, inner) ? inner.get(0) : null;
            if (cause instanceof PyException exception) {
                innerType = exception.type();
                inner = exception.args();
            } else if (cause instanceof PyObject object
                    && object.callable() instanceof PyGlobal called
                    && isBuiltin(called)) {
                innerType = called;
                inner = PyTuple.copyOf(StandardReprs.arguments(object));
            } else {
                return text(innerType, inner);
            }
        }
        throw PyException.recursionError("maximum recursion depth exceeded while getting the str of an object");
    }

    private static String text(PyGlobal type, PyTuple args) {
        if (isOsError(type) && args.size() >= FILE_NAME) {
            return "[Errno " + part(args.get(0)) + "] " + part(args.get(1)) + file(args);
        }
        if (args.size() == 1) {
            return isSimple(type, args) ? Repr.str(args.get(0)) : Repr.of(args.get(0));
        }
        return args.size() == 0 ? "" : Repr.of(args);
    }

    private static String part(@Nullable Object value) {
        Object text = TextRepr.text(value);
        return text == null ? Repr.of(value) : text.toString();
    }

    /** Whether its message is the str of its only argument. */
    private static boolean isSimple(PyGlobal type, PyTuple args) {
        return args.size() == 1 && !(isBuiltin(type) && type.name().equals("KeyError"));
    }

    /** Whether an object is a builtin exception. */
    static boolean isException(PyObject object) {
        return object.callable() instanceof PyGlobal type && isBuiltin(type);
    }

    private static String file(PyTuple args) {
        @Nullable Object file = args.size() > FILE_NAME ? args.get(FILE_NAME) : null;
        return file == null ? "" : ": " + Repr.of(file);
    }

    private static boolean isOsError(PyGlobal type) {
        return isBuiltin(type) && OS_ERRORS.contains(type.name());
    }
}
