package io.picklewire.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Its message is what CPython's {@code str(exception)} gives. */
class PyExceptionTest {
    private static final String SCRIPT =
            """
            import queue
            answer = [str(e) for e in [TypeError('x'), KeyError('x'), KeyError(1), KeyError(('a', 2)), KeyError(None),
                                       queue.Empty(), StopIteration(), ValueError('a', 1), ValueError(1.0)]]
            """;

    @Test
    void theMessageIsPythonsStr() throws Exception {
        List<PyException> exceptions = List.of(
                PyException.typeError("x"),
                PyException.keyError("x"),
                PyException.keyError(1),
                PyException.keyError(PyTuple.of("a", 2)),
                PyException.keyError(null),
                PyException.of(new PyGlobal("queue", "Empty")),
                PyException.stopIteration(),
                PyException.builtin("ValueError", "a", 1),
                PyException.builtin("ValueError", 1.0));
        List<String> messages = exceptions.stream().map(PyException::getMessage).toList();
        assertThat(messages).hasToString(CPython.answer(4, SCRIPT).toString());
    }

    @Test
    void itHasNoStackTrace() {
        assertThat(PyException.runtimeError("x").getStackTrace()).isEmpty();
    }
}
