package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What is cut out of a request is what the request holds. */
class ScannerTest {
    /** Ints in a row and alone, in lists, tuples and dicts, in others of them, and between other values. */
    @Provide
    Arbitrary<Object> nested() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 300).asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.of("text", true, 2.5));
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
            @ForAll("nested") Object first,
            @ForAll("nested") Object second,
            @ForAll @IntRange(min = 0, max = 5) int protocol) {
        Map<String, Object> kwds = Map.of("first", first, "second", second);
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

    private static String opened(List<Sealed> pieces) {
        List<Object> values = new ArrayList<>();
        pieces.forEach(piece -> values.add(piece.open()));
        return Repr.of(PyTuple.of(values.toArray()));
    }
}
