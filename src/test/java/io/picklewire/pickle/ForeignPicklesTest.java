package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.python.BuiltinValue;
import io.picklewire.python.Equality;
import io.picklewire.python.Iteration;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyRange;
import io.picklewire.python.PySet;
import io.picklewire.python.PySlice;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the picklers of other libraries send is what their users meant. */
class ForeignPicklesTest {
    /** A line of the file: what was pickled, and what it means. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pickled(String writer, String what, String meaning, byte[] pickle) {
        @Override
        public String toString() {
            return writer + ": " + what;
        }
    }

    static Stream<Pickled> pickles() {
        var stream = Objects.requireNonNull(ForeignPicklesTest.class.getResourceAsStream("foreign-pickles.txt"));
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" \\| ", -1))
                .map(words ->
                        new Pickled(words[0], words[1], words[2], HexFormat.of().parseHex(words[3].strip())));
    }

    @ParameterizedTest
    @MethodSource("pickles")
    void isWhatItsUserMeant(Pickled pickled) {
        if (!pickled.what().startsWith("request ")) {
            numpy(pickled);
            return;
        }
        ScannedRequest request = Scanner.scan(pickled.pickle());
        Sealed argument = request.args().get(request.args().size() - 1);
        Object value = argument.open();
        switch (pickled.meaning()) {
            case "slice(1, None, None) as the only argument" ->
                assertThat(value).isEqualTo(new PySlice(1, null, null));
            case "slice(None, None, 2) as the only argument", "slice(None, None, 2)" ->
                assertThat(value).isEqualTo(new PySlice(null, null, 2));
            case "range(0, 2)" -> assertThat(value).isEqualTo(range(0, 2, 1));
            case "range(1, 9, 3)" -> assertThat(value).isEqualTo(range(1, 9, 3));
            case "the class int" -> assertThat(value).isEqualTo(new PyGlobal("builtins", "int"));
            case "a set" -> assertThat((PySet) value).containsExactlyInAnyOrder(1, 2);
            case "a proxy of the list IDENT" -> {
                assertThat(argument.references()).containsExactly("IDENT");
                assertThat(ProxyReferences.identOf(value)).isEqualTo("IDENT");
            }
            case "after loading, setter(obj, 'state') has been called" -> {
                PyObject object = (PyObject) value;
                PyObject effect = (PyObject) object.effects().get(0);
                assertThat(((PyTuple) Objects.requireNonNull(effect.args())).get(0))
                        .isSameAs(object);
                assertThat(((PyTuple) effect.args()).get(1)).isEqualTo("state");
            }
            default -> throw new AssertionError("no check of " + pickled.meaning());
        }
    }

    private static PyRange range(int start, int stop, int step) {
        return new PyRange(BigInteger.valueOf(start), BigInteger.valueOf(stop), BigInteger.valueOf(step));
    }

    private static void numpy(Pickled pickled) {
        Object value = new Loader().loads(pickled.pickle());
        switch (pickled.meaning()) {
            case "2", "-1", "7" -> assertIs(value, Integer.parseInt(pickled.meaning()));
            case "0.5", "0.25" -> assertIs(value, Double.parseDouble(pickled.meaning()));
            case "True" -> assertIs(value, true);
            case "'ab'" -> assertIs(value, "ab");
            case "[0, 1, 2]" -> assertThat(numbers(value)).containsExactly(0, 1, 2);
            case "2 rows" -> {
                List<Object> rows = new ArrayList<>();
                Iteration.of(value).forEachRemaining(rows::add);
                assertThat(rows).hasSize(2);
                assertThat(numbers(rows.get(0))).containsExactly(0.0, 1.0);
                assertThat(numbers(rows.get(1))).containsExactly(2.0, 3.0);
            }
            default -> throw new AssertionError("no check of " + pickled.meaning());
        }
    }

    private static void assertIs(@Nullable Object value, Object number) {
        assertThat(Equality.equal(value, number)).isTrue();
        assertThat(Equality.hash(value)).isEqualTo(Equality.hash(number));
        assertThat(BuiltinValue.of(value)).isEqualTo(number);
    }

    private static List<@Nullable Object> numbers(@Nullable Object array) {
        List<@Nullable Object> numbers = new ArrayList<>();
        Iteration.of(array).forEachRemaining(item -> numbers.add(BuiltinValue.of(item)));
        return numbers;
    }
}
