package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyTuple;

/**
 * {@code queue.ShutDown}, which only Python 3.13 and later have. Others are told what ends a loop over the
 * queue there: {@code queue.Empty} or {@code queue.Full}.
 */
public final class QueueShutDown extends PyException {
    private static final PyGlobal SHUT_DOWN = new PyGlobal("queue", "ShutDown");

    private final transient PyGlobal otherwise;

    QueueShutDown(PyGlobal otherwise) {
        super(SHUT_DOWN, PyTuple.EMPTY);
        this.otherwise = otherwise;
    }

    /** What a Python without the class is to raise. */
    public PyGlobal otherwise() {
        return otherwise;
    }
}
