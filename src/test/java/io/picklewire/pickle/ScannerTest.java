package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is cut out of a request is what the request holds. */
class ScannerTest {
    /** Scalars in a row and alone, in lists, tuples and dicts, in others of them, and between other values. */
    @Provide
    Arbitrary<Object> nested() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 300).asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.of("text", true, false, 2.5).injectNull(0.2));
        return Arbitraries.recursive(() -> scalars, ScannerTest::held, 0, 3);
    }

    @Provide
    Arbitrary<List<Object>> arguments() {
        return nested().list().ofMaxSize(5);
    }

    private static Arbitrary<Object> held(Arbitrary<Object> values) {
        return Arbitraries.oneOf(
                values.list().ofMaxSize(6).asGeneric(),
                values.list().ofMaxSize(6).map(List::toArray), // a tuple
                Arbitraries.maps(Arbitraries.integers().between(0, 9), values)
                        .ofMaxSize(3)
                        .asGeneric());
    }

    @Property(tries = 2000)
    void whatIsCutOutIsWhatItHolds(
            @ForAll("arguments") List<Object> args,
            @ForAll("nested") @Nullable Object first,
            @ForAll("nested") @Nullable Object second,
            @ForAll @IntRange(min = 0, max = 5) int protocol) {
        Map<String, Object> kwds = new LinkedHashMap<>();
        kwds.put("first", first);
        kwds.put("second", second);
        byte[] request = new Dumper(protocol).dumps(PyTuple.of("7f00", "put", PyTuple.of(args.toArray()), kwds));

        ScannedRequest scanned = Scanner.scan(request);

        PyTuple whole = (PyTuple) new Loader().loads(request);
        assertThat(scanned.ident()).isEqualTo("7f00");
        assertThat(scanned.method()).isEqualTo("put");
        assertThat(opened(scanned.args())).isEqualTo(Repr.of(whole.get(2)));
        List<Object> pairs = new ArrayList<>();
        ((Map<?, ?>) whole.get(3)).forEach((name, value) -> {
            pairs.add(name);
            pairs.add(value);
        });
        assertThat(opened(scanned.kwds())).isEqualTo(Repr.of(PyTuple.of(pairs.toArray())));
    }

    /** Of args and kwds: what stands before all arguments, an argument, and what stands behind them. */
    @ParameterizedTest
    @ValueSource(strings = {"(|N|t}", "](|N|e}", "(](Ne|N|t}", ")}(|\u008c\u0001aN|u", ")}|\u008c\u0001aNs|"})
    void thereIsALimitOfArgumentsThatTheErrorNames(String parts) {
        String[] part = parts.split("\\|", -1);
        int most = ScannedRequest.MOST_ARGUMENTS;

        assertThatCode(() -> Scanner.scan(request(part, most - 1))).doesNotThrowAnyException();
        for (int tooMany : new int[] {most + 1, 10 * most}) {
            assertThatThrownBy(() -> Scanner.scan(request(part, tooMany)))
                    .isInstanceOf(PickleException.class)
                    .hasMessage("a request has more than 65536 arguments, which is the limit:"
                            + " send them as one list or dict");
        }
    }

    /** Some begin as the arguments themselves would. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "](|N|e\u0085}",
                "(|N|t\u0085}",
                "(|N|tN\u0086}",
                "(Nt(|N|t\u0086}",
                "(Nt}(|\u008c\u0001aN|u\u0086}",
                "(Nt}|\u008c\u0001aNs|\u0086}",
                "(Nt(|NN|d\u0086}",
                "((|N|tNNNt}",
                "(NNN](|N|et}",
                "(NNN}(|\u008c\u0001aN|ut}",
                ")}\u008c\u0001a](|N|es",
                ")}(\u008c\u0001a](|N|e\u008c\u0001bNu",
                ")}\u008c\u0001a(|N|ts",
                ")}\u008c\u0001a}(|\u008c\u0001aN|us",
            })
    void oneArgumentMayHaveAnyNumberOfItems(String parts) {
        byte[] request = request(parts.split("\\|", -1), 4 * ScannedRequest.MOST_ARGUMENTS);

        ScannedRequest scanned = Scanner.scan(request);

        PyTuple whole = (PyTuple) new Loader().loads(request);
        assertThat(opened(scanned.args())).isEqualTo(Repr.of(whole.get(2)));
        assertThat(scanned.kwds()).hasSize(2 * ((Map<?, ?>) whole.get(3)).size());
    }

    /** Where args are in a list, nobody has kept where the keywords are. */
    @Test
    void whatIsCalledWithAListHasItsKeywordsReadAll() {
        assertThatThrownBy(() -> Scanner.scan(request(new String[] {"]}(", "K\u0001K\u0002", "u"}, 1000)))
                .isInstanceOf(PickleException.class)
                .hasMessage("keywords must be strings");

        ScannedRequest scanned = Scanner.scan(request(new String[] {"]}\u008c\u0001a](", "K\u0001", "es"}, 1000));
        assertThat(opened(scanned.kwds())).startsWith("('a', [1, 1, ");
    }

    private static byte[] request(String[] part, int times) {
        String latin1 = "\u0080\u0004(\u008c\u0001f\u008c\u0003put" + part[0] + part[1].repeat(times) + part[2] + "t.";
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String opened(List<Sealed> pieces) {
        List<Object> values = new ArrayList<>();
        pieces.forEach(piece -> values.add(piece.open()));
        return Repr.of(PyTuple.of(values.toArray()));
    }
}
