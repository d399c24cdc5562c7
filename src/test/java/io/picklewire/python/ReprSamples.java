package io.picklewire.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.pickle.Loader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of many kinds, pickled by a CPython that also says what their texts are. */
final class ReprSamples {
    private static final String PRELUDE =
            """
            # -*- coding: utf-8 -*-
            import pickle, sys, binascii, collections, datetime, decimal, fractions, uuid
            def twisted(kind):
                inner = []
                value = kind(inner)
                inner.append(value)
                return value
            def encoded(text):
                return text.encode('utf-8', 'surrogatepass') if sys.version_info[0] > 2 else text
            def show(protocol, expression):
                value = eval(expression)
                shown = str(value) if sys.version_info[0] > 2 else ''
                fields = [pickle.dumps(value, protocol), encoded(repr(value)), encoded(shown)]
                fields.append(type(value).__name__.encode('ascii'))
                print(' '.join([binascii.hexlify(f).decode('ascii') or '-' for f in fields]))
            """;

    private static final List<String> COMMON = List.of(
            "None",
            "[True, False]",
            "[0, -1, 2**31, -2**31, 2**62, 2**63, -2**62, -2**63-1, 10**40, -10**40]",
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
            "['\\ud83d' + '\\ude00']",
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

    private ReprSamples() {}

    /** What a Python 3 says; protocol 2 loses some of what only a Python 3 has, such as {@code fold}. */
    static List<Sample> python3(Pythons.Python python, int protocol, Path folder) throws Exception {
        return samples(python, protocol, protocol > 2 ? PYTHON3 : List.of(), folder);
    }

    /** What a Python 2 says. */
    static List<Sample> python2(Pythons.Python python, Path folder) throws Exception {
        return samples(python, 2, PYTHON2, folder);
    }

    /** What CPython says of one value: what its pickle holds, repr, str and type name. */
    record Sample(@Nullable Object value, String repr, String str, String type) {
        private static Sample parse(String line) {
            String[] fields = line.split(" ", -1);
            return new Sample(new Loader().loads(bytes(fields[0])), text(fields[1]), text(fields[2]), text(fields[3]));
        }

        private static byte[] bytes(String hex) {
            return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
        }

        private static String text(String hex) {
            return new String(bytes(hex), UTF_8);
        }
    }

    private static List<Sample> samples(Pythons.Python python, int protocol, List<String> more, Path folder)
            throws Exception {
        List<String> expressions = new ArrayList<>(COMMON);
        expressions.addAll(more);
        StringBuilder script = new StringBuilder(PRELUDE);
        expressions.forEach(each -> script.append("show(%d, r\"\"\"%s \"\"\".strip())\n".formatted(protocol, each)));
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
}
