package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.python.PyObject;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection takes the values that a manager's client takes, and gives the same. */
class ConnectionValuesTest {
    private static final AuthKey KEY = AuthKey.of("key");

    private static final String ECHO =
            """
            import sys
            from multiprocessing.connection import Client
            connection = Client(('127.0.0.1', int(sys.argv[1])), authkey=b'key')
            while True:
                try:
                    value = connection.recv()
                except EOFError:
                    break
                connection.send(repr(value))
                connection.send(value)
            """;

    /** What is sent, what Python sees, and what comes back. */
    private record Row(Object java, String python, Object back) {
        Row(Object java, String python) {
            this(java, python, java);
        }
    }

    record Point(int x, String name) {}

    private static final UUID ID = UUID.fromString("12345678-1234-5678-1234-567812345678");

    private static List<Row> rows() {
        return List.of(
                new Row(LocalDate.of(2026, 11, 27), "datetime.date(2026, 11, 27)"),
                new Row(LocalTime.of(1, 2, 3), "datetime.time(1, 2, 3)"),
                new Row(LocalDateTime.of(2026, 1, 2, 3, 4, 5), "datetime.datetime(2026, 1, 2, 3, 4, 5)"),
                new Row(
                        Instant.parse("2026-01-02T03:04:05Z"),
                        "datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)",
                        OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC)),
                new Row(Duration.ofSeconds(90_061), "datetime.timedelta(days=1, seconds=3661)"),
                new Row(ID, "UUID('12345678-1234-5678-1234-567812345678')"),
                new Row(new BigDecimal("1.50"), "Decimal('1.50')"),
                new Row(new Point(1, "a"), "{'x': 1, 'name': 'a'}", Map.of("x", 1, "name", "a")),
                new Row(Optional.of("there"), "'there'", "there"),
                new Row(new int[] {1, 2}, "array('i', [1, 2])"),
                new Row(new short[] {-1, Short.MAX_VALUE}, "array('h', [-1, 32767])"),
                new Row(new long[] {1, Long.MIN_VALUE}, "array('q', [1, -9223372036854775808])"),
                new Row(new float[] {1.5f, -0.25f}, "array('f', [1.5, -0.25])"),
                new Row(new double[] {0.1, -1e300}, "array('d', [0.1, -1e+300])"),
                new Row(new double[0], "array('d')"),
                new Row(List.of(ID, List.of(ID)), "[UUID('" + ID + "'), [UUID('" + ID + "')]]"),
                new Row(Map.of(1, LocalDate.of(2026, 1, 1)), "{1: datetime.date(2026, 1, 1)}"),
                new Row(PyTuple.of(ID, 1), "(UUID('" + ID + "'), 1)"),
                new Row(Map.of(ID, 1), "{UUID('" + ID + "'): 1}"),
                new Row(PySet.frozen(List.of(ID)), "frozenset({UUID('" + ID + "')})"),
                new Row(
                        Map.of(PyTuple.of(PySet.frozen(List.of(ID)), 1), 2),
                        "{(frozenset({UUID('" + ID + "')}), 1): 2}"),
                new Row(Stream.of(1, 2), "[1, 2]", List.of(1, 2)));
    }

    static Stream<Python> oldestPython3AndNewest() {
        List<Python> all = Pythons.chosen().stream()
                .filter(python -> python.isAtLeast(3, 7))
                .toList();
        return Stream.of(all.get(0), all.get(all.size() - 1)).distinct();
    }

    @ParameterizedTest
    @MethodSource("oldestPython3AndNewest")
    void goThereAndComeBack(Python python) throws Exception {
        try (Listener listener = Listener.bind(Address.of("127.0.0.1", 0), KEY)) {
            int port = ((Address.Tcp) listener.address()).port();
            Process process = python.start(ECHO, String.valueOf(port));
            try (Connection connection = listener.accept()) {
                for (Row row : rows()) {
                    connection.send(row.java());
                    assertThat(connection.recv()).as("what Python sees").isEqualTo(row.python());
                    assertThat(connection.recv())
                            .as("what comes back of %s", row.python())
                            .isEqualTo(row.back());
                }
            }
            assertThat(process.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("oldestPython3AndNewest")
    void usersClassesGoThereAndComeBack(Python python) throws Exception {
        try (Listener listener = Listener.at(Address.of("127.0.0.1", 0))
                .authkey(KEY)
                .pickle(
                        Thread.State.class,
                        (state, out, pickler) -> pickler.save(PyObject.call(
                                "fractions",
                                "Fraction",
                                ((Thread.State) state).name().length(),
                                7)))
                .construct("fractions", "Fraction", args -> "made of " + List.of(args))
                .bind()) {
            int port = ((Address.Tcp) listener.address()).port();
            Process process = python.start(ECHO, String.valueOf(port));
            try (Connection connection = listener.accept()) {
                connection.send(List.of(Thread.State.BLOCKED));
                assertThat(connection.recv()).isEqualTo("[Fraction(1, 1)]");
                assertThat(String.valueOf(connection.recv())).startsWith("[made of ");
            }
            assertThat(process.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("oldestPython3AndNewest")
    void whatPythonHasNothingForIsRefusedAndTheConnectionGoesOn(Python python) throws Exception {
        try (Listener listener = Listener.bind(Address.of("127.0.0.1", 0), KEY)) {
            Process process = python.start(ECHO, String.valueOf(((Address.Tcp) listener.address()).port()));
            try (Connection connection = listener.accept()) {
                assertThatExceptionOfType(PickleException.class)
                        .isThrownBy(() -> connection.send(new Object()))
                        .withMessageContaining("java.lang.Object");
                connection.send("still here");
                assertThat(connection.recv()).isEqualTo("'still here'");
            }
            assertThat(process.waitFor()).isZero();
        }
    }
}
