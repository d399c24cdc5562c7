package io.picklewire.pickle;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;

/**
 * An exception that some Python raised and pickled, to be handed on as it came; it is not opened here. Immutable; any
 * thread.
 */
public final class SealedException extends PyException {
    private final transient Sealed sealed;

    /** An exception whose pickle that is. */
    public SealedException(Sealed sealed) {
        super(new PyGlobal("builtins", "Exception"), PyTuple.EMPTY);
        this.sealed = sealed;
    }

    /** The exception itself. */
    public Sealed sealed() {
        return sealed;
    }
}
