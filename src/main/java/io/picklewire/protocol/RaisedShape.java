package io.picklewire.protocol;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.PythonNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exception instance in an {@code #ERROR}, as its pickle has it: {@code type(*args)}, perhaps inside
 * {@code multiprocessing.pool.rebuild_exc(exception, traceback)}.
 */
final class RaisedShape {
    private static final String QUOTES = "\"\"\"";

    private RaisedShape() {}

    /** @throws net.razorvine.pickle.PickleException when it is no exception */
    static Reply.Raised read(@Nullable Object payload) {
        if (payload instanceof PyObject object
                && Reply.Raised.REBUILD.equals(object.callable())
                && object.args() instanceof PyTuple args
                && args.size() == 2) {
            String text = ReplyShape.text("the traceback of an exception", args.get(1));
            return new Reply.Raised(exception(args.get(0)), unquoted(text));
        }
        return new Reply.Raised(exception(payload), "");
    }

    /** Python puts the text between triple quotes on lines of their own. */
    private static String unquoted(String text) {
        String bare = text.strip();
        boolean quoted = bare.length() >= 2 * QUOTES.length() && bare.startsWith(QUOTES) && bare.endsWith(QUOTES);
        return quoted
                ? bare.substring(QUOTES.length(), bare.length() - QUOTES.length())
                        .stripLeading()
                : text;
    }

    private static PyException exception(@Nullable Object value) {
        if (value instanceof PyObject object && object.args() instanceof PyTuple args) {
            PyGlobal type = type(object.callable());
            if (type != null) {
                List<@Nullable Object> states = object.states();
                return PyException.of(PythonNames.toPython3(type), args.asList().toArray())
                        .withState(states.isEmpty() ? null : states.get(0));
            }
        }
        throw ReplyShape.unfit("the payload of #ERROR", value, "an exception");
    }

    /** The class: named, or looked up as {@code getattr(Outer, 'Inner')} or in a module that is imported first. */
    private static @Nullable PyGlobal type(@Nullable Object callable) {
        if (callable instanceof PyGlobal global) {
            return global;
        }
        if (!(callable instanceof PyObject lookup)
                || !(lookup.callable() instanceof PyGlobal function)
                || !function.isBuiltin("getattr")
                || !(lookup.args() instanceof PyTuple args)
                || args.size() < 2) {
            return null;
        }
        String name = Request.text(args.get(1));
        String module = module(args.get(0));
        if (name != null && module != null) {
            return new PyGlobal(module, name);
        }
        PyGlobal outer = type(args.get(0));
        return outer == null || name == null ? null : new PyGlobal(outer.module(), outer.name() + "." + name);
    }

    private static @Nullable String module(@Nullable Object value) {
        return value instanceof PyObject object
                        && object.calls("importlib", "import_module")
                        && object.args() instanceof PyTuple path
                        && path.size() > 0
                ? Request.text(path.get(0))
                : null;
    }
}
