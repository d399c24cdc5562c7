package io.picklewire.python;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.picklewire.Pythons;
import io.picklewire.pickle.Loader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.python.core.Py;
import org.python.core.PyString;
import org.python.core.PyUnicode;

/** Python's own repr is the oracle: CPython's over pickles it wrote, and Jython's over random values. */
class ReprTest {
    private static final String PRELUDE =
            """
            # -*- coding: utf-8 -*-
            import pickle, sys, binascii, collections, datetime, decimal, fractions, uuid
            def twisted(kind):
                inner = []
                value = kind(inner)
                inner.append(value)
                return value
            def show(protocol, expression):
                value = eval(expression)
                text = repr(value)
                data = text.encode('utf-8', 'surrogatepass') if sys.version_info[0] > 2 else text
                shown = str(value) if sys.version_info[0] > 2 else ''
                told = shown.encode('utf-8', 'surrogatepass') if sys.version_info[0] > 2 else shown
                fields = [pickle.dumps(value, protocol), data, told, type(value).__name__.encode('ascii')]
                print(' '.join([binascii.hexlify(f).decode('ascii') or '-' for f in fields]))
            """;

    private static final List<String> COMMON = List.of(
            "None",
            "[True, False]",
            "[0, -1, 2**31, -2**31, 2**62, 2**63, -2**63, -2**63-1, 10**40, -10**40]",
            "[0.0, -0.0, 1.0, 0.1, 1e15, 1e16, 1.5e300, 1e-4, 1e-5, 1.5e-5, 123456789012345680.0, 5e-324, 2e-323]",
            "[float('inf'), -float('inf'), float('nan'), 2.2250738585072014e-308, 1.7976931348623157e308, 2e-3, 1e23]",
            "[2.0**e for e in range(-1074, 1024)]",
            "[3.0**e for e in range(-600, 600)]",
            "[0.1 * n for n in range(200)]",
            "[1j, -1j, 1+2j, complex(-0.0, -1), complex(0.0, -0.0), complex(-0.0, 0.0), 1e16+1e-7j, 2.5-3j]",
            "[complex(float('nan'), float('inf')), complex(0, float('nan')), complex(1, -float('inf'))]",
            "[u'', u'a', u\"it's\", u'\"', u'\\'\"', u'\\\\', u'\\n\\r\\t\\x00\\x1f\\x7f', u'\\xe9\\xa0\\xad\\x80\\u20ac']",
            "[u'\\U0001f600', u'\\ud800', u'a\\udfffb', u'\\u2028\\u2029\\u3000\\u200b\\ue000\\ufeff\\u0378\\U0010ffff']",
            "[(), (1,), (1, 2), ((),), [[]], {}, {1: 2}, {u'a': [1, (2,)], None: 1.5}]",
            "[set(), set([1]), frozenset(), frozenset([1]), frozenset([frozenset()])]",
            "[bytearray(), bytearray(b'a\\xff\\'')]",
            "twisted(tuple)",
            "twisted(list)",
            "twisted(lambda inner: {1: inner})",
            "[datetime.date(2020, 2, 29), datetime.time(1, 2), datetime.time(1, 2, 3), datetime.time(1, 2, 0, 4)]",
            "[datetime.datetime(2020, 2, 29, 23, 59), datetime.datetime(1, 1, 1, 0, 0, 1), datetime.datetime.max]",
            "datetime.datetime(2020, 2, 29, 23, 59, 1, 1000)",
            "datetime.date(987, 6, 5)",
            "datetime.time(1, 2, 0, 4)",
            "[datetime.timedelta(0), datetime.timedelta(1), datetime.timedelta(-1, 5), datetime.timedelta(1, 2, 3)]",
            "datetime.timedelta(-1, 3600, 5)",
            "datetime.timedelta(2)",
            "decimal.Decimal('1.50')",
            "[decimal.Decimal('NaN'), decimal.Decimal('1E+5')]",
            "fractions.Fraction(1, 3)",
            "fractions.Fraction(-4, 2)",
            "uuid.UUID('00345678-1234-5678-1234-567812345678')",
            "[collections.OrderedDict(), collections.OrderedDict([(1, 2), (3, collections.OrderedDict())])]",
            "[collections.deque(), collections.deque([1, [2]]), collections.deque([1, 2], 5), collections.deque([], 0)]",
            "[collections.Counter(), collections.Counter('abracadabra'), collections.Counter(['x'])]",
            "[collections.defaultdict(list, {1: [2]}), collections.defaultdict(None), collections.defaultdict(int)]",
            "[int, float, list, dict, tuple, set, frozenset, object, bool, complex, type, ValueError, Exception, len]",
            "[datetime.datetime, decimal.Decimal, collections.OrderedDict, collections.deque, uuid.UUID]",
            "[ValueError('x'), KeyError(1), StopIteration(), ZeroDivisionError('a', 2), ValueError(ValueError(1))]",
            "ValueError('x')",
            "KeyError('x')",
            "ValueError(1, 2)",
            "ValueError()",
            "ValueError(KeyError('x'))",
            "[(range(0, 3) if sys.version_info[0] > 2 else xrange(3))]");

    private static final List<String> PYTHON3 = List.of(
            "b'a\\x00\\'\\xff\\n'",
            "[b'', b'\"', b'\\'\"']",
            "'\\ud83d' + '\\ude00'",
            "[range(0, 3), range(0, 9, 2), range(5, 0, -1), range(2, 10**30)]",
            "range(3)",
            "[slice(1, None, None), slice(None), slice('a', [1], 2.5)]",
            "slice(1)",
            "1.5",
            "2j",
            "'text'",
            "frozenset([1])",
            "{1}",
            "bytearray(b'x')",
            "datetime.datetime(2020, 2, 29, 1, 30, fold=1, tzinfo=datetime.timezone.utc)",
            "datetime.datetime(2020, 2, 29, 1, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-5, minutes=-30)))",
            "datetime.time(1, 30, fold=1, tzinfo=datetime.timezone(datetime.timedelta(seconds=3601), 'here'))",
            "datetime.time(1, 30, fold=1)",
            "[datetime.timezone.utc, datetime.timezone(datetime.timedelta(0), 'Z')]",
            "[OSError(2, 'gone'), FileNotFoundError(2, 'gone', 'file')]",
            "FileNotFoundError(2, 'gone', 'file')",
            "OSError(5, 'broken')",
            "[type(None), Ellipsis, NotImplemented]");

    private static final List<String> PYTHON2 = List.of(
            "'a\\x00\\'\\xff\\n'",
            "['', '\"', '\\'\"', u'it\\'s', u'\\xff']",
            "[xrange(3), xrange(1, 3), xrange(0, 9, 2)]",
            "2**64",
            "[buffer, unicode, basestring, long, file]",
            "set([u'\\u20ac'])");

    @TempDir
    private Path folder;

    /** What CPython says of one value: its pickle, repr, str and type name. */
    private record Sample(byte[] pickle, String repr, String str, String type) {
        private static Sample parse(String line) {
            String[] fields = line.split(" ", -1);
            return new Sample(bytes(fields[0]), text(fields[1]), text(fields[2]), text(fields[3]));
        }

        private static byte[] bytes(String hex) {
            return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
        }

        private static String text(String hex) {
            return new String(bytes(hex), UTF_8);
        }

        @Nullable
        Object value() {
            return new Loader().loads(pickle);
        }
    }

    private List<Sample> samples(Pythons.Python python, int protocol, List<String> expressions) throws Exception {
        StringBuilder script = new StringBuilder(PRELUDE);
        expressions.forEach(each -> script.append("show(%d, r'''%s''')\n".formatted(protocol, each)));
        Path file = Files.writeString(folder.resolve("samples.py"), script);
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(python.executable().toString(), file.toString())
                .redirectError(errors.toFile())
                .start();
        List<Sample> samples =
                process.inputReader(UTF_8).lines().map(Sample::parse).toList();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(samples).hasSameSizeAs(expressions);
        return samples;
    }

    private static Pythons.Python python(String prefix) {
        List<Pythons.Python> found = Pythons.all().stream()
                .filter(each -> each.version().startsWith(prefix))
                .toList();
        assumeTrue(!found.isEmpty(), "no Python " + prefix);
        return found.get(0);
    }

    private static List<String> with(List<String> more) {
        List<String> all = new ArrayList<>(COMMON);
        all.addAll(more);
        return all;
    }

    @Test
    void python3sReprAndStrAndTypeName() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Sample sample : samples(python("3.12"), 4, with(PYTHON3))) {
            softly.assertThat(Repr.of(sample.value())).isEqualTo(sample.repr());
            softly.assertThat(utf8(Repr.str(sample.value()))).as("str").isEqualTo(utf8(sample.str()));
            softly.assertThat(TypeName.of(sample.value())).isEqualTo(sample.type());
        }
        softly.assertAll();
    }

    @Test
    void python2sRepr() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Sample sample : samples(python("2.7"), 2, with(PYTHON2))) {
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
        Object list = List.of();
        for (int i = 0; i < 900; i++) {
            list = PyObject.call("collections", "deque", List.of(list));
            i++;
        }
        assertThat(Repr.of(list)).startsWith("deque([deque([").endsWith("])])");
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
    void python2sTextAndFloatsAreAsJythonShowsThem(@ForAll String text, @ForAll byte[] bytes, @ForAll double number) {
        String latin1 = new String(bytes, ISO_8859_1);
        assertThat(Repr.python2(Py2Str.of(bytes)))
                .isEqualTo(new PyString(latin1).__repr__().toString());
        assertThat(Repr.python2(text)).isEqualTo(new PyUnicode(text).__repr__().toString());
        assertThat(Repr.python2(number))
                .isEqualTo(Py.newFloat(number).__repr__().toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
