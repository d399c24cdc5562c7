package io.picklewire.python;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What CPython cannot be asked: hostile values, and values only this side has. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EqualityTest {
    private static PyTuple doubled(int levels, Object innermost) {
        PyTuple tuple = PyTuple.of(innermost);
        for (int i = 0; i < levels; i++) {
            tuple = PyTuple.of(tuple, tuple);
        }
        return tuple;
    }

    private static Object nested(int levels, Object innermost) {
        Object list = innermost;
        for (int i = 0; i < levels; i++) {
            list = new ArrayList<>(List.of(list));
        }
        return list;
    }

    private static PyObject point(Object state) {
        PyObject object =
                new PyObject(PyObject.Construction.NEWOBJ, new PyGlobal("shapes", "Point"), PyTuple.EMPTY, null);
        object.addState(state);
        return object;
    }

    @Test
    void aTupleTwiceInItselfFortyLevelsDeepCostsFortyComparisons() {
        assertThat(Equality.equal(doubled(40, 1), doubled(40, 1.0))).isTrue();
        assertThat(Equality.equal(doubled(40, 1), doubled(40, 2))).isFalse();
        assertThat(Equality.hash(doubled(40, 1))).isEqualTo(Equality.hash(doubled(40, 1.0)));
    }

    @Test
    void frozensetsTwiceInThemselvesCostTheirSize() {
        Object a = PySet.frozen(List.of(1));
        Object b = PySet.frozen(List.of(1.0));
        for (int i = 0; i < 60; i++) {
            a = PySet.frozen(List.of(PyTuple.of(a, 1), PyTuple.of(a, 2)));
            b = PySet.frozen(List.of(PyTuple.of(b, 2), PyTuple.of(b, 1)));
        }
        assertThat(Equality.equal(a, b)).isTrue();
        assertThat(Equality.hash(a)).isEqualTo(Equality.hash(b));
    }

    @Test
    void aMillionLevelsAreCompared() {
        assertThat(Equality.equal(nested(1_000_000, 1), nested(1_000_000, true)))
                .isTrue();
        assertThat(Equality.equal(nested(1_000_000, 1), nested(1_000_000, 2))).isFalse();
    }

    @Test
    void valuesThatContainThemselvesAreCompared() {
        List<Object> a = new ArrayList<>(List.of(1));
        a.add(a);
        List<Object> b = new ArrayList<>(List.of(1));
        b.add(new ArrayList<>(List.of(1, b)));
        assertThat(Equality.equal(a, b)).isTrue();
        b.add(2);
        assertThat(Equality.equal(a, b)).isFalse();
    }

    @Test
    void cyclesOfDifferentLengthsAreComparedInTheirSize() {
        assertThat(Equality.equal(ring(99_991), ring(100_003))).isTrue();
    }

    private static List<Object> ring(int length) {
        List<Object> first = new ArrayList<>();
        List<Object> last = first;
        for (int i = 1; i < length; i++) {
            List<Object> next = new ArrayList<>();
            last.add(next);
            last = next;
        }
        last.add(first);
        return first;
    }

    @Test
    void aKeyNestedTooDeepIsARecursionError() {
        Object deep = 1;
        for (int i = 0; i < 100_000; i++) {
            deep = point(deep);
        }
        Object object = deep;
        assertThatThrownBy(() -> Equality.hash(object)).satisfies(EqualityTest::isRecursionError);
        PyTuple tuple = PyTuple.of(1);
        for (int i = 0; i < 100_000; i++) {
            tuple = PyTuple.of(tuple);
        }
        PyTuple key = tuple;
        assertThatThrownBy(() -> new PyDict().put(key, 1)).satisfies(EqualityTest::isRecursionError);
    }

    private static void isRecursionError(Throwable thrown) {
        assertThat(((PyException) thrown).type()).isEqualTo(new PyGlobal("builtins", "RecursionError"));
    }

    @Test
    void anObjectThatContainsItselfHasAHash() {
        List<Object> state = new ArrayList<>();
        PyObject object = point(state);
        state.add(object);
        assertThat(Equality.hash(object)).isEqualTo(Equality.hash(object));
        List<Object> same = new ArrayList<>();
        PyObject other = point(same);
        same.add(other);
        assertThat(other).isEqualTo(object).hasSameHashCodeAs(object);
    }

    @Test
    void objectsAreWhatTheyAreMadeOf() {
        assertThat(point(PyDict.copyOf(Map.of("x", 1))))
                .isEqualTo(point(PyDict.copyOf(Map.of("x", 1.0))))
                .hasSameHashCodeAs(point(PyDict.copyOf(Map.of("x", 1L))))
                .isNotEqualTo(point(PyDict.copyOf(Map.of("x", 2))));
        assertThat(PyObject.call("shapes", "Point")).isNotEqualTo(PyObject.call("shapes", "Line"));
    }

    @Test
    void aNanIsFoundByIdentityOnly() {
        Double nan = Double.NaN;
        assertThat(Equality.equal(nan, nan)).isFalse();
        assertThat(Equality.identicalOrEqual(nan, nan)).isTrue();
        assertThat(Equality.equal(List.of(nan), List.of(nan))).isTrue();
        assertThat(Equality.equal(List.of(nan), List.of(0.0 / 0.0))).isFalse();
    }

    @Test
    void aPython2StrIsTheTextOrTheBytesThatPython3Reads() {
        Py2Str ascii = Py2Str.of("abc".getBytes(US_ASCII));
        Py2Str latin = Py2Str.of(new byte[] {(byte) 0xe9});
        assertThat(Equality.equal(ascii, "abc")).isTrue();
        assertThat(Equality.hash(ascii)).isEqualTo(Equality.hash("abc"));
        assertThat(Equality.equal(ascii, "abc".getBytes(US_ASCII))).isFalse();
        assertThat(Equality.equal(latin, new byte[] {(byte) 0xe9})).isTrue();
        assertThat(Equality.hash(latin)).isEqualTo(Equality.hash(new byte[] {(byte) 0xe9}));
    }

    @Test
    void everyJavaNumberIsAPythonNumber() {
        List<Object> ones = List.of(1, 1L, (short) 1, (byte) 1, java.math.BigInteger.ONE, 1.0, 1f, true);
        for (Object a : ones) {
            for (Object b : ones) {
                assertThat(Equality.equal(a, b))
                        .as("%s and %s", a.getClass(), b.getClass())
                        .isTrue();
                assertThat(Equality.hash(a)).isEqualTo(Equality.hash(b));
            }
        }
    }
}
