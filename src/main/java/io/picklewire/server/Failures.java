package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.protocol.Reply;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import net.razorvine.pickle.PickleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What failures are to clients, and to the log. Any thread. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final LimitedLog LIMITED = LimitedLog.of(Failures.class);

    private Failures() {}

    /** What something failed with, a stage perhaps, as the exception to send. */
    static PyException asPython(Throwable failure) {
        Throwable cause = JavaFailure.unwrapped(failure);
        if (cause instanceof PickleException unreadable) {
            return PyException.of(new PyGlobal("pickle", "UnpicklingError"), String.valueOf(unreadable.getMessage()));
        }
        return cause instanceof PyException python ? python : internalError(cause);
    }

    /** A failure of ours, not of the client: it is logged with its stack trace, and the server goes on. */
    private static PyException internalError(Throwable failure) {
        if (failure instanceof OutOfMemoryError memory) {
            PyException error = outOfMemory(memory);
            error.initCause(memory);
            return error;
        }
        LOG.error("internal error", failure);
        PyException error = PyException.runtimeError("internal error of the manager: " + failure);
        error.initCause(failure);
        return error;
    }

    /** What the heap cannot hold is the request's failure, not the server's. */
    static PyException outOfMemory(OutOfMemoryError failure) {
        return PyException.memoryError("the manager has too little memory: " + failure.getMessage());
    }

    /** Answers a request that could not be read: as an error of the call where only its arguments were wrong. */
    static Reply unreadable(Throwable failure) {
        if (failure instanceof PickleException && failure.getCause() instanceof PyException raised) {
            return new Reply.Raised(raised, Tracebacks.of("serve_client", raised));
        }
        return new Reply.Traceback(Tracebacks.of("serve_client", asPython(failure)));
    }

    /** Tells the log of a request that could not be read. */
    static void logUnread(Object client, Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            LIMITED.failure("there was too little memory for a request", client, failure);
        } else {
            String what = failure instanceof PickleException ? "unreadable request" : "malformed request";
            LIMITED.warn(what, client, () -> what + ": " + LogSanitizer.of(failure.getMessage()));
        }
    }
}
