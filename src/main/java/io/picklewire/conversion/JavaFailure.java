package io.picklewire.conversion;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.razorvine.pickle.PickleException;

/** What a failure of Java code is to Python. The Java exception, with its stack trace, stays as the cause. */
public final class JavaFailure {
    private record Mapping(Class<? extends Throwable> java, String python) {}

    /** The first that fits counts. */
    private static final List<Mapping> MAPPINGS = List.of(
            new Mapping(IllegalArgumentException.class, "ValueError"),
            new Mapping(IndexOutOfBoundsException.class, "IndexError"),
            new Mapping(NoSuchElementException.class, "LookupError"),
            new Mapping(ClassCastException.class, "TypeError"),
            new Mapping(UnsupportedOperationException.class, "NotImplementedError"),
            new Mapping(ArithmeticException.class, "ArithmeticError"),
            new Mapping(TimeoutException.class, "TimeoutError"),
            new Mapping(FileNotFoundException.class, "FileNotFoundError"),
            new Mapping(NoSuchFileException.class, "FileNotFoundError"),
            new Mapping(OutOfMemoryError.class, "MemoryError"),
            new Mapping(StackOverflowError.class, "RecursionError"),
            new Mapping(IOException.class, "OSError"),
            new Mapping(UncheckedIOException.class, "OSError"));

    private JavaFailure() {}

    /** The exception that Python sees; a PyException is that already. */
    public static PyException toPython(Throwable failure) {
        Throwable thrown = unwrapped(failure);
        if (thrown instanceof PyException python) {
            return python;
        }
        try {
            PyException python = mapped(thrown);
            python.initCause(thrown);
            return python;
        } catch (RuntimeException e) { // its getMessage fails
            return PyException.runtimeError(thrown.getClass().getName());
        }
    }

    /** What failed, without what futures and reflection wrap around it. */
    public static Throwable unwrapped(Throwable failure) {
        Throwable thrown = failure;
        while ((thrown instanceof InvocationTargetException
                        || thrown instanceof CompletionException
                        || thrown instanceof ExecutionException)
                && thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        return thrown;
    }

    private static PyException mapped(Throwable thrown) {
        String message = thrown.getMessage();
        if (thrown instanceof PickleException) {
            return PyException.of(new PyGlobal("pickle", "UnpicklingError"), String.valueOf(message));
        }
        for (Mapping mapping : MAPPINGS) {
            if (mapping.java().isInstance(thrown)) {
                String text = message == null ? thrown.getClass().getName() : message;
                return PyException.builtin(mapping.python(), text);
            }
        }
        String name = thrown.getClass().getName();
        return PyException.runtimeError(message == null ? name : name + ": " + message);
    }
}
