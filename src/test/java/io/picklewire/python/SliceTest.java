package io.picklewire.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CPython's {@code slice.indices} is the oracle. */
class SliceTest {
    private static final String SCRIPT =
            """
            bounds = [None, -10**20, -7, -6, -5, -1, 0, 1, 2, 5, 6, 7, True, 10**20]
            steps = [None, -10**20, -2**31, -3, -2, -1, 1, 2, 3, 2**31, 10**20]
            slices = [slice(a, b, s) for a in bounds for b in bounds for s in steps]
            def indices(s, length):
                start, stop, step = s.indices(length)
                return [start, stop, list(range(start, stop, step))]
            answer = [[[s, length, indices(s, length)] for s in slices] for length in [0, 1, 5, 6]]
            """;

    @Test
    void indicesAsInCPython() throws Exception {
        for (Object answers : CPython.answer(4, SCRIPT)) {
            for (Object answer : (List<?>) answers) {
                List<?> parts = (List<?>) answer;
                PySlice slice = (PySlice) parts.get(0);
                PySlice.Indices indices = slice.indices((Integer) parts.get(1));
                List<Object> all = new ArrayList<>();
                for (int i = 0; i < indices.count(); i++) {
                    all.add(indices.at(i));
                }
                assertThat(List.of(indices.start(), indices.stop(), all))
                        .as("%s of %s", Repr.of(slice), parts.get(1))
                        .isEqualTo(parts.get(2));
            }
        }
    }

    @Test
    void theLongestSequenceCanBeSliced() {
        PySlice.Indices all = new PySlice(null, null, -1).indices(Integer.MAX_VALUE);
        assertThat(all).isEqualTo(new PySlice.Indices(Integer.MAX_VALUE - 1, -1, -1, Integer.MAX_VALUE));
        assertThat(all.at(Integer.MAX_VALUE - 1)).isZero();
    }

    @Test
    void aStepOfZeroIsRefused() {
        assertThatThrownBy(() -> new PySlice(1, 2, BigInteger.ZERO).indices(5))
                .isInstanceOf(PyException.class)
                .hasMessage("slice step cannot be zero")
                .extracting(e -> ((PyException) e).type().name())
                .isEqualTo("ValueError");
    }

    @Test
    void onlyIntsSlice() {
        assertThatThrownBy(() -> new PySlice("a", 2, null).indices(5))
                .hasMessage("slice indices must be integers or None or have an __index__ method")
                .extracting(e -> ((PyException) e).type().name())
                .isEqualTo("TypeError");
    }
}
