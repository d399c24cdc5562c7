package io.picklewire.python;

import org.jspecify.annotations.Nullable;

public class PyException extends RuntimeException {
    private final PyGlobal type;
    private final PyTuple args;

    protected PyException(PyGlobal type, PyTuple args) {
        super(args.toString());
        this.type = type;
        this.args = args;
    }

    public PyGlobal type() {
        return type;
    }

    public PyTuple args() {
        return args;
    }

    public static PyException of(PyGlobal t, @Nullable Object... a) {
        return new PyException(t, PyTuple.of(a));
    }

    private static PyException b(String n, @Nullable Object... a) {
        return of(new PyGlobal("builtins", n), a);
    }

    public static PyException typeError(String m) {
        return b("TypeError", m);
    }

    public static PyException valueError(String m) {
        return b("ValueError", m);
    }

    public static PyException keyError(@Nullable Object m) {
        return b("KeyError", m);
    }

    public static PyException attributeError(String m) {
        return b("AttributeError", m);
    }

    public static PyException assertionError(String m) {
        return b("AssertionError", m);
    }

    public static PyException runtimeError(String m) {
        return b("RuntimeError", m);
    }
}
