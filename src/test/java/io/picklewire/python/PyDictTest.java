package io.picklewire.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PyDictTest {
    private final PyDict dict = new PyDict();

    @Test
    void oneIsOneKeyAndTheFirstStays() {
        dict.put(1, "int");
        dict.put(1.0, "float");
        dict.put(true, "bool");
        assertThat(dict).containsExactly(entry(1, "bool"));
        assertThat(dict.remove(1L)).isEqualTo("bool");
        assertThat(dict).isEmpty();
    }

    @Test
    void keysAreInTheOrderOfTheirInsertion() {
        for (Object key : List.of("b", 3, "a", PyTuple.of(1), 2)) {
            dict.put(key, null);
        }
        dict.remove(3);
        dict.put(3, null);
        assertThat(dict.keySet()).containsExactly("b", "a", PyTuple.of(1), 2, 3);
    }

    @Test
    void noneIsAKeyAndAValue() {
        dict.put(null, null);
        assertThat(dict.containsKey(null)).isTrue();
        assertThat(dict.get(null)).isNull();
        assertThat(dict).hasSize(1);
    }

    @Test
    void keysAreFoundByContent() {
        dict.put(new byte[] {1}, "bytes");
        dict.put(PyTuple.of(1, PySet.frozen(List.of("x"))), "tuple");
        dict.put(PyObject.call("shapes", "Point", 1, 2), "object");
        assertThat(dict.get(new byte[] {1})).isEqualTo("bytes");
        assertThat(dict.get(PyTuple.of(true, PySet.frozen(List.of("x"))))).isEqualTo("tuple");
        assertThat(dict.get(PyObject.call("shapes", "Point", 1L, 2.0))).isEqualTo("object");
    }

    private static List<Object> unhashable() {
        List<Object> keys = new ArrayList<>();
        keys.addAll(List.of(List.of(), new PyDict(), PySet.set(), new PyByteArray(new byte[0])));
        return keys;
    }

    @ParameterizedTest
    @MethodSource("unhashable")
    void aKeyThatCanChangeIsRefused(Object key) {
        String message = "unhashable type: '" + TypeName.of(key) + "'";
        assertThatThrownBy(() -> dict.put(key, 1))
                .isInstanceOf(PyException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> dict.get(PyTuple.of(1, key))).hasMessage(message);
        assertThatThrownBy(() -> dict.containsKey(key)).hasMessage(message);
        assertThatThrownBy(() -> dict.remove(key)).hasMessage(message);
        assertThatThrownBy(() -> PySet.set().add(key)).hasMessage(message);
        assertThatThrownBy(() -> PySet.frozen(List.of(key))).hasMessage(message);
        assertThat(dict).isEmpty();
    }

    @Test
    void aNanIsAKeyOfItsOwn() {
        Double nan = Double.NaN;
        dict.put(nan, 1);
        dict.put(0.0 / 0.0, 2);
        assertThat(dict).hasSize(2);
        assertThat(dict.get(nan)).isEqualTo(1);
    }

    @Test
    void noKeysCollideOnPurpose() {
        // Each kind has one hash in Java, or one that is easily crafted.
        for (int i = 0; i < 20_000; i++) {
            dict.put(((long) i << 32) | i, i);
            dict.put(new PyGlobal(colliding(i), ""), i);
            dict.put(colliding(i), i);
            dict.put(0.0 / 0.0, i);
            dict.put(new PyComplex(Double.NaN, 0), i);
            dict.put(PyObject.call("a", "B", PyDict.copyOf(Map.of("key", i + 1))), i);
            dict.put(Math.scalb(1.0, i % 1000) + i, i);
        }
        assertThat(dict.size()).isGreaterThan(100_000);
    }

    /** Of the texts made of Aa and BB, as many as bits allow have one {@code String.hashCode}. */
    private static String colliding(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 15; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Test
    void valuesCanBeSetThroughEntries() {
        dict.put("a", 1);
        dict.replaceAll((key, value) -> (Integer) value + 1);
        assertThat(dict).containsExactly(entry("a", 2));
        dict.entrySet().removeIf(each -> each.getKey().equals("a"));
        assertThat(dict).isEmpty();
    }

    @Test
    void dictsAreEqualInAnyOrder() {
        dict.put("a", List.of(1));
        dict.put(PyTuple.of(2), 2.0);
        PyDict other = new PyDict();
        other.put(PyTuple.of(2.0), 2);
        other.put("a", List.of(true));
        assertThat(dict).isEqualTo(other).hasSameHashCodeAs(other);
        other.put("a", List.of(2));
        assertThat(dict).isNotEqualTo(other);
    }
}
