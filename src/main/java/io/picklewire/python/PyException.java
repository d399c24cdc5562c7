package io.picklewire.python;

import org.jspecify.annotations.Nullable;

/**
 * A Python exception, raised here for a Python client to see. It has no Java stack trace: what matters is what
 * Python shows. Names are Python 3's.
 */
public class PyException extends RuntimeException {
    private final transient PyGlobal type;
    private final transient PyTuple args;
    private transient @Nullable Object state;

    /** An exception of a type with the arguments that Python's constructor gets. */
    protected PyException(PyGlobal type, PyTuple args) {
        this.type = type;
        this.args = args;
    }

    /** None: what matters is what Python shows. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** An exception of a type with the arguments that Python's constructor gets. */
    public static PyException of(PyGlobal type, @Nullable Object... args) {
        return new PyException(type, PyTuple.of(args));
    }

    /** A builtin exception. */
    public static PyException builtin(String name, @Nullable Object... args) {
        return of(new PyGlobal("builtins", name), args);
    }

    /** {@code TypeError(message)}. */
    public static PyException typeError(String message) {
        return builtin("TypeError", message);
    }

    /** {@code ValueError(message)}. */
    public static PyException valueError(String message) {
        return builtin("ValueError", message);
    }

    /** {@code IndexError(message)}. */
    public static PyException indexError(String message) {
        return builtin("IndexError", message);
    }

    /** {@code KeyError(key)}. */
    public static PyException keyError(@Nullable Object key) {
        return builtin("KeyError", key);
    }

    /** {@code AttributeError(message)}. */
    public static PyException attributeError(String message) {
        return builtin("AttributeError", message);
    }

    /** {@code AssertionError(message)}. */
    public static PyException assertionError(String message) {
        return builtin("AssertionError", message);
    }

    /** {@code RuntimeError(message)}. */
    public static PyException runtimeError(String message) {
        return builtin("RuntimeError", message);
    }

    /** {@code OverflowError(message)}. */
    public static PyException overflowError(String message) {
        return builtin("OverflowError", message);
    }

    /** {@code RecursionError(message)}. */
    public static PyException recursionError(String message) {
        return builtin("RecursionError", message);
    }

    /** {@code MemoryError(message)}. */
    public static PyException memoryError(String message) {
        return builtin("MemoryError", message);
    }

    /** {@code StopIteration()}. */
    public static PyException stopIteration() {
        return builtin("StopIteration");
    }

    /** Its class. */
    public PyGlobal type() {
        return type;
    }

    /** Its {@code args}. */
    public PyTuple args() {
        return args;
    }

    /** What its pickle sets besides the arguments: usually a dict of its attributes; null when it sets nothing. */
    public @Nullable Object state() {
        return state;
    }

    /** Sets what its pickle sets besides the arguments; this is for exceptions that came from Python. */
    public PyException withState(@Nullable Object attributes) {
        state = attributes;
        return this;
    }

    /** Python's {@code str(exception)}: a KeyError shows its key's repr. */
    @Override
    public String getMessage() {
        try {
            return Repr.str(this);
        } catch (PyException e) {
            return "<unprintable " + type.name() + " object>";
        }
    }
}
