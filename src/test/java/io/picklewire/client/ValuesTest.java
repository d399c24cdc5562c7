package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.python.PyComplex;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of values, both ways: what Java gets of Python's, and what Python gets of Java's. */
class ValuesTest {
    private static final LocalDateTime MOMENT = LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4000);

    enum Color {
        RED,
        GREEN
    }

    record Pair(String name, Object value) {}

    private static Map<String, Object> pythonsInJava(boolean python3) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("date", LocalDate.of(2024, 2, 29));
        values.put("time", LocalTime.of(23, 59, 58, 999_999_000));
        values.put("datetime", MOMENT);
        values.put("timedelta", Duration.ofDays(-1).plusSeconds(5).plusNanos(7000));
        values.put("decimal", new BigDecimal("1.50"));
        values.put("uuid", UUID.fromString("12345678-1234-5678-1234-567812345678"));
        values.put("set", Set.of(1, 2, 3));
        values.put("big", BigInteger.TWO.pow(100));
        values.put("long", 1L << 40);
        values.put("text", "\u20ac\ud83d\ude00");
        values.put("complex", new PyComplex(1, 2));
        values.put("none", null);
        if (python3) {
            values.put("aware", MOMENT.atOffset(ZoneOffset.ofHoursMinutes(5, 30)));
            values.put("utc", MOMENT.withNano(0).atOffset(ZoneOffset.UTC));
        }
        return values;
    }

    @TestFactory
    Stream<DynamicTest> pythonsValuesAreJavasAndGoBackTheSame() {
        return EachPython.runs((manager, python) -> {
            Proxy objects = manager.create("Objects");
            for (Map.Entry<String, Object> each :
                    pythonsInJava(python.isAtLeast(3, 0)).entrySet()) {
                String name = each.getKey();
                assertThat(objects.call("give", name)).as(name).isEqualTo(each.getValue());
                assertThat(objects.call("is_same", name, each.getValue()))
                        .as("%s goes back", name)
                        .isEqualTo(true);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatJavaHasNoTypeForGoesBackUnharmed() {
        return EachPython.runs((manager, python) -> {
            Proxy objects = manager.create("Objects");
            for (String name : List.of("plain", "point", "ordered")) {
                Object given = objects.call("give", name);
                assertThat(given).as(name).isInstanceOf(PyObject.class);
                assertThat(objects.call("is_same", name, given)).as(name).isEqualTo(true);
            }
            PyObject plain = (PyObject) objects.call("give", "plain");
            assertThat(plain.className()).isEqualTo("Plain");
            assertThat(plain.states().toString()).contains("name").contains("it");
            for (String name : List.of("tuple", "frozenset", "bytes")) {
                Object given = objects.callForPython("give", name);
                assertThat(objects.call("is_same", name, given)).as(name).isEqualTo(true);
            }
            assertThat(objects.call("give", "tuple")).isEqualTo(List.of(1, List.of(2, "x")));
            assertThat(objects.call("give", "bytes")).isEqualTo(new byte[] {0, -1});
        });
    }

    @TestFactory
    Stream<DynamicTest> javasValuesArePythons() {
        return EachPython.runs((manager, python) -> {
            boolean python3 = python.isAtLeast(3, 0);
            Proxy objects = manager.create("Objects");
            assertThat(described(objects, (byte) 5)).isEqualTo("int 5");
            assertThat(described(objects, 5L)).isEqualTo("int 5");
            assertThat(described(objects, 1.5f)).isEqualTo("float 1.5");
            assertThat(described(objects, 'x')).isIn("str 'x'", "unicode u'x'");
            assertThat(described(objects, "x")).isEqualTo("str 'x'");
            assertThat(described(objects, "\u20ac")).isEqualTo(python3 ? "str '\u20ac'" : "unicode u'\\u20ac'");
            assertThat(described(objects, new byte[] {1})).isEqualTo(python3 ? "bytes b'\\x01'" : "str '\\x01'");
            assertThat(described(objects, Color.GREEN)).isEqualTo("str 'GREEN'");
            assertThat(described(objects, Optional.empty())).isEqualTo("NoneType None");
            assertThat(described(objects, Optional.of(1))).isEqualTo("int 1");
            assertThat(described(objects, List.of(1, 2))).isEqualTo("list [1, 2]");
            assertThat(described(objects, PyTuple.of(1, 2))).isEqualTo("tuple (1, 2)");
            assertThat(described(objects, new Object[] {1, 2})).isEqualTo("tuple (1, 2)");
            assertThat(described(objects, Set.of(1))).isIn("set {1}", "set set([1])");
            assertThat(described(objects, Map.of("a", 1))).isEqualTo("dict {'a': 1}");
            assertThat(described(objects, Map.entry("a", 1))).isEqualTo("tuple ('a', 1)");
            assertThat(described(objects, new Pair("n", 1)))
                    .startsWith("dict {")
                    .contains("'name': 'n'");
            assertThat(described(objects, new int[] {1, 2})).isEqualTo("array array('i', [1, 2])");
            assertThat(described(objects, Stream.of(1, 2))).isEqualTo("list [1, 2]");
            if (python3) {
                assertThat(described(objects, Instant.parse("2024-02-29T00:00:00Z")))
                        .isEqualTo("datetime datetime.datetime(2024, 2, 29, 0, 0, tzinfo=datetime.timezone.utc)");
            } else {
                assertThatThrownBy(() -> objects.call("describe", Instant.EPOCH))
                        .isInstanceOf(RemoteException.class); // Python 2 has no timezone
            }
        });
    }

    private static String described(Proxy objects, Object value) {
        return String.valueOf(objects.call("describe", value));
    }

    @TestFactory
    Stream<DynamicTest> declaredTypesOfTimeAreFound() {
        return EachPython.runs((manager, python) -> {
            Proxy objects = manager.create("Objects");
            assertThat(objects.call(LocalDate.class, "give", "date")).isEqualTo(LocalDate.of(2024, 2, 29));
            if (python.isAtLeast(3, 0)) {
                OffsetDateTime aware = MOMENT.atOffset(ZoneOffset.ofHoursMinutes(5, 30));
                assertThat(objects.call(Instant.class, "give", "aware")).isEqualTo(aware.toInstant());
                assertThat(objects.call(ZonedDateTime.class, "give", "aware")).isEqualTo(aware.toZonedDateTime());
                Object echoed = objects.call("echo", ZonedDateTime.of(MOMENT, ZoneId.of("Europe/Berlin")));
                assertThat(echoed.toString()).contains("2024-02-29T01:02:03.000004+01:00");
            }
            assertThatThrownBy(() -> objects.call(LocalDate.class, "give", "datetime"))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("found datetime, allowed is a Java java.time.LocalDate");
        });
    }

    @TestFactory
    Stream<DynamicTest> whatCannotBePickledIsNotSentAndTheConnectionGoesOn() {
        return EachPython.runs((manager, python) -> {
            Proxy objects = manager.create("Objects");
            assertThatThrownBy(() -> objects.call("echo", Arrays.asList(1, new Object())))
                    .isInstanceOf(PickleException.class)
                    .hasMessageContaining("cannot pickle a java.lang.Object");
            assertThatThrownBy(() -> objects.call("echo", LocalDate.of(10_000, 1, 1)))
                    .isInstanceOf(PickleException.class)
                    .hasMessageContaining("year 10000 is out of range");
            assertThatThrownBy(() -> objects.call("echo", Map.of(Map.of(), 1)))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("unhashable type: 'dict'");
            assertThat(objects.call("echo")).isEqualTo(List.of(List.of(), Map.of()));
        });
    }

    @TestFactory
    Stream<DynamicTest> usersClassesAreWrittenAndMadeByThem() {
        return EachPython.all().stream()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    try (Manager manager = Manager.to(
                                    PythonServer.shared(python).address())
                            .authkey(PythonServer.KEY)
                            .construct("objects_server", "Point", args -> new Pair("point", Arrays.asList(args)))
                            .pickle(Pair.class, (value, out, current) -> current.save(((Pair) value).value()))
                            .connect()) {
                        Proxy objects = manager.create("Objects");
                        assertThat(objects.call("give", "point")).isEqualTo(new Pair("point", List.of(1, 2.5)));
                        assertThat(objects.call("describe", new Pair("ignored", 5)))
                                .isEqualTo("int 5");
                        assertThat(objects.call("describe", List.of(new Pair("ignored", 5))))
                                .isEqualTo("list [5]");
                    }
                }));
    }
}
