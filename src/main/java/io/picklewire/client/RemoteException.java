package io.picklewire.client;

import io.picklewire.conversion.ToJava;
import io.picklewire.protocol.Reply;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python exception that a call raised in the manager. The common exceptions are subclasses, to be caught by class;
 * all others are this class, with their {@link #type()}. Where the manager sent a traceback, it is the {@link
 * #getCause() cause}, so that it is printed with the stack trace.
 *
 * <p>Source: CPython's {@code managers.convert_to_error}.
 */
public class RemoteException extends ClientException {
    private final String type;
    private final String message;
    private final transient List<@Nullable Object> args;
    private final transient Map<String, @Nullable Object> attributes;
    private final String traceback;

    RemoteException(PyException raised, String traceback) {
        super(text(raised));
        this.type = name(raised.type());
        this.message = String.valueOf(raised.getMessage());
        this.args = list(ToJava.of(raised.args()));
        this.attributes = attributes(ToJava.of(raised.state()));
        this.traceback = traceback;
        if (!traceback.isBlank()) {
            initCause(new RemoteTraceback(traceback));
        }
    }

    /** What a method raised. */
    static RemoteException of(Reply.Raised raised) {
        PyException exception = raised.exception();
        String traceback = raised.traceback();
        return switch (name(exception.type())) {
            case "KeyError" -> new KeyError(exception, traceback);
            case "IndexError" -> new IndexError(exception, traceback);
            case "ValueError" -> new ValueError(exception, traceback);
            case "TypeError" -> new TypeError(exception, traceback);
            case "AttributeError" -> new AttributeError(exception, traceback);
            case "StopIteration" -> new StopIteration(exception, traceback);
            case "queue.Empty", "_queue.Empty" -> new Empty(exception, traceback);
            case "queue.Full" -> new Full(exception, traceback);
            case "TimeoutError",
                    "multiprocessing.context.TimeoutError",
                    "multiprocessing.TimeoutError",
                    "concurrent.futures._base.TimeoutError",
                    "asyncio.exceptions.TimeoutError",
                    "socket.timeout" -> new Timeout(exception, traceback);
            default -> new RemoteException(exception, traceback);
        };
    }

    /** A request that failed outside of any method: CPython's {@code RemoteError}, which is text alone. */
    static RemoteException of(String text) {
        String last = text.strip().lines().reduce("", (first, second) -> second).strip();
        PyException error = PyException.of(new PyGlobal("multiprocessing.managers", "RemoteError"), last);
        return new RemoteException(error, text);
    }

    private static String name(PyGlobal type) {
        boolean bare = type.isBuiltin(type.name()) || type.module().equals("exceptions");
        return bare ? type.name() : type.module() + "." + type.name();
    }

    private static String text(PyException raised) {
        String message = String.valueOf(raised.getMessage());
        return message.isEmpty() ? name(raised.type()) : name(raised.type()) + ": " + message;
    }

    private static List<@Nullable Object> list(@Nullable Object args) {
        return args instanceof List<?> list ? Collections.unmodifiableList(list) : List.of();
    }

    private static Map<String, @Nullable Object> attributes(@Nullable Object state) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        if (state instanceof Map<?, ?> map) {
            map.forEach((name, value) -> attributes.put(String.valueOf(name), value));
        }
        return Collections.unmodifiableMap(attributes);
    }

    /** Python 3's name of its class, with the module unless it is a builtin: {@code KeyError}, {@code queue.Empty}. */
    public String type() {
        return type;
    }

    /** Python's {@code str(exception)}; {@link #getMessage()} has the type before it. */
    public String message() {
        return message;
    }

    /** Python's {@code exception.args}, as plain Java values. */
    public List<@Nullable Object> args() {
        return args;
    }

    /** The rest of the exception's pickle: usually the attributes that were set on it. */
    public Map<String, @Nullable Object> attributes() {
        return attributes;
    }

    /** The text of Python's traceback, or empty: CPython's manager sends none with an exception that a method raised. */
    public String traceback() {
        return traceback;
    }

    /** Python's {@code KeyError}. */
    public static final class KeyError extends RemoteException {
        KeyError(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }

    /** Python's {@code IndexError}. */
    public static final class IndexError extends RemoteException {
        IndexError(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }

    /** Python's {@code ValueError}. */
    public static final class ValueError extends RemoteException {
        ValueError(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }

    /** Python's {@code TypeError}. */
    public static final class TypeError extends RemoteException {
        TypeError(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }

    /** Python's {@code AttributeError}. */
    public static final class AttributeError extends RemoteException {
        AttributeError(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }

    /** Python's {@code StopIteration}. */
    public static final class StopIteration extends RemoteException {
        StopIteration(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }

    /** Python's {@code queue.Empty}. */
    public static final class Empty extends RemoteException {
        Empty(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }

    /** Python's {@code queue.Full}. */
    public static final class Full extends RemoteException {
        Full(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }

    /** Python's {@code TimeoutError}, and what its libraries have in its place. */
    public static final class Timeout extends RemoteException {
        Timeout(PyException raised, String traceback) {
            super(raised, traceback);
        }
    }
}
