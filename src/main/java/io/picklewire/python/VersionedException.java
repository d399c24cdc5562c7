package io.picklewire.python;

/**
 * An exception of a class that only newer Pythons have, with what the others are to raise in its place. It is
 * sent so that the client chooses: as an instance of {@code getattr(module, name, otherwise)}.
 */
public final class VersionedException extends PyException {
    private final transient PyGlobal otherwise;

    /** An exception without arguments, of {@code type} where that exists and of {@code otherwise} elsewhere. */
    public VersionedException(PyGlobal type, PyGlobal otherwise) {
        super(type, PyTuple.EMPTY);
        this.otherwise = otherwise;
    }

    /** What Pythons without the class are to raise. */
    public PyGlobal otherwise() {
        return otherwise;
    }

    /** The exception as a Python 3 client unpickles it, whether or not it knows the class. */
    public PyObject toPython() {
        PyObject module = PyObject.call("importlib", "import_module", type().module());
        PyObject chosen = PyObject.call("builtins", "getattr", module, type().name(), otherwise);
        return new PyObject(PyObject.Construction.REDUCE, chosen, PyTuple.EMPTY, null);
    }
}
