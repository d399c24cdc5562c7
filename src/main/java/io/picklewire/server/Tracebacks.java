package io.picklewire.server;

import io.picklewire.python.PyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** The text of a traceback, for people on the client's side to read. Source: CPython's {@code format_exc}. */
final class Tracebacks {
    private static final String HEADER = "Traceback (most recent call last):\n";

    private Tracebacks() {}

    /** The traceback of what {@code where} raised; with the Java stack trace if Java code was the cause. */
    static String of(String where, PyException raised) {
        String name = raised.type().module().equals("builtins")
                ? raised.type().name()
                : raised.type().module() + "." + raised.type().name();
        String message = raised.getMessage();
        String last = message == null || message.isEmpty() ? name : name + ": " + message;
        return javaTrace(raised.getCause()) + HEADER + "  in " + where + " (Picklewire, a manager in Java)\n" + last
                + "\n";
    }

    private static String javaTrace(@Nullable Throwable cause) {
        if (cause == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        try {
            cause.printStackTrace(new PrintWriter(text));
        } catch (RuntimeException e) {
            return cause.getClass().getName() + ", whose text could not be made: "
                    + e.getClass().getName() + "\n";
        }
        return text.toString().replace(System.lineSeparator(), "\n") + "\n";
    }
}
