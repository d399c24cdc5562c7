package io.picklewire.python;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.picklewire.Pythons;
import io.picklewire.python.ReprSamples.Sample;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.python.core.Py;
import org.python.core.PyString;
import org.python.core.PyUnicode;

/** Python's own repr is the oracle: CPython's over pickles it wrote, and Jython's over random values. */
class ReprTest {
    @TempDir
    private Path folder;

    private static Pythons.Python python(String prefix) {
        List<Pythons.Python> found = Pythons.all().stream()
                .filter(each -> each.version().startsWith(prefix))
                .toList();
        assumeTrue(!found.isEmpty(), "no Python " + prefix);
        return found.get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void python3sReprAndStrAndTypeName(int protocol) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Sample sample : ReprSamples.python3(python("3.12"), protocol, folder)) {
            softly.assertThat(Repr.of(sample.value())).isEqualTo(sample.repr());
            softly.assertThat(Repr.str(sample.value())).as("str").isEqualTo(sample.str());
            softly.assertThat(TypeName.of(sample.value())).isEqualTo(sample.type());
        }
        softly.assertAll();
    }

    @Test
    void python2sRepr() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Sample sample : ReprSamples.python2(python("2.7"), folder)) {
            softly.assertThat(Repr.python2(sample.value())).isEqualTo(sample.repr());
        }
        softly.assertAll();
    }

    @Test
    void aPython2StrIsTextOrBytesToPython3() {
        assertThat(Repr.of(Py2Str.of("it's".getBytes(UTF_8)))).isEqualTo("\"it's\"");
        assertThat(Repr.of(Py2Str.of(new byte[] {'a', -1}))).isEqualTo("b'a\\xff'");
        assertThat(Repr.str(Py2Str.of("it's".getBytes(UTF_8)))).isEqualTo("it's");
    }

    @Test
    void anObjectOfAnUnknownClassShowsItsClass() {
        PyGlobal point = new PyGlobal("shapes", "Outer.Point");
        PyObject object = new PyObject(PyObject.Construction.NEWOBJ, point, PyTuple.of(1, 2), null);
        PyObject old = PyObject.call("copy_reg", "_reconstructor", point, new PyGlobal("__builtin__", "object"), null);
        assertThat(Repr.of(object)).isEqualTo("<shapes.Outer.Point object>");
        assertThat(Repr.of(point)).isEqualTo("<class 'shapes.Outer.Point'>");
        assertThat(Repr.of(new PyGlobal("shapes", "area"))).isEqualTo("<function area>");
        assertThat(List.of(TypeName.of(object), TypeName.of(old), TypeName.of(point)))
                .containsExactly("Point", "Point", "type");
    }

    @Test
    void anExceptionRaisedHereShowsAsPythons() {
        assertThat(Repr.of(PyException.keyError("x"))).isEqualTo("KeyError('x')");
        assertThat(Repr.python2(PyException.valueError("x"))).isEqualTo("ValueError(u'x',)");
        assertThat(Repr.str(PyException.keyError("x"))).isEqualTo("'x'");
        assertThat(Repr.of(PyException.of(new PyGlobal("queue", "Empty")))).isEqualTo("Empty()");
        assertThat(TypeName.of(PyException.stopIteration())).isEqualTo("StopIteration");
    }

    @Test
    void nestingOfAnyDepthIsARecursionErrorAndNoStackOverflow() {
        Object list = List.of();
        Object tuple = PyTuple.EMPTY;
        Object error = "bottom";
        Object zoned = null;
        for (int i = 0; i < 100_000; i++) {
            list = List.of(list);
            tuple = PyTuple.of(tuple);
            error = PyObject.call("builtins", "ValueError", error);
            zoned = PyObject.call("datetime", "time", new byte[6], zoned);
        }
        for (Object deep : new Object[] {list, tuple, error, zoned}) {
            assertRecursionError(() -> Repr.of(deep));
            assertRecursionError(() -> Repr.python2(deep));
        }
        Object deepError = error;
        assertRecursionError(() -> Repr.str(deepError));
    }

    private static void assertRecursionError(ThrowingCallable code) {
        assertThatThrownBy(code).isInstanceOfSatisfying(PyException.class, e -> assertThat(e.type())
                .isEqualTo(new PyGlobal("builtins", "RecursionError")));
    }

    @Test
    void nineHundredLevelsStillHaveARepr() {
        Object deque = List.of();
        Object dict = "bottom";
        for (int i = 0; i < 900; i++) {
            deque = PyObject.call("collections", "deque", List.of(deque));
            dict = Map.of(1, dict);
        }
        assertThat(Repr.of(deque)).startsWith("deque([deque([").endsWith("])])");
        assertThat(Repr.of(dict)).startsWith("{1: {1: ").endsWith("'bottom'" + "}".repeat(900));
    }

    @Test
    void aValueSharedOverAndOverIsAMemoryErrorBeforeItFillsTheMemory() {
        Object tuple = PyTuple.EMPTY;
        for (int i = 0; i < 40; i++) {
            tuple = PyTuple.of(tuple, tuple);
        }
        Object shared = tuple;
        assertThatThrownBy(() -> Repr.of(shared)).isInstanceOfSatisfying(PyException.class, e -> assertThat(e.type())
                .isEqualTo(new PyGlobal("builtins", "MemoryError")));
    }

    @Test
    void anIntOfTooManyDigitsIsPythonsValueError() {
        BigInteger most = BigInteger.TEN.pow(4300).subtract(BigInteger.ONE);
        assertThat(Repr.of(most)).hasSize(4300);
        assertThatThrownBy(() -> Repr.of(most.add(BigInteger.ONE)))
                .hasMessageStartingWith("Exceeds the limit (4300 digits)");
    }

    @Property
    void aFloatReadsBackAndIsNoLongerThanJavas(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        String text = Repr.of(value);
        if (Double.isFinite(value)) {
            assertThat(Double.parseDouble(text)).isEqualTo(value);
            assertThat(digits(text)).isLessThanOrEqualTo(digits(Double.toString(value)));
        } else {
            assertThat(text).isIn("inf", "-inf", "nan");
        }
    }

    private static int digits(String number) {
        return new BigDecimal(number).stripTrailingZeros().precision();
    }

    @Property
    void python2sTextAndFloatsAreAsJythonShowsThem(
            @ForAll String text,
            @ForAll byte[] bytes,
            @ForAll int digits,
            @ForAll @IntRange(min = -20, max = 9) int exponent) {
        double number = Double.parseDouble(digits + "e" + exponent); // beyond these Jython shows too many digits
        String latin1 = new String(bytes, ISO_8859_1);
        assertThat(Repr.python2(Py2Str.of(bytes)))
                .isEqualTo(new PyString(latin1).__repr__().toString());
        assertThat(Repr.python2(text)).isEqualTo(new PyUnicode(text).__repr__().toString());
        assertThat(Repr.python2(number))
                .isEqualTo(Py.newFloat(number).__repr__().toString());
    }
}
