package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The short ways of reading and writing give what the {@link Loader} and the {@link Dumper} give. */
class FastPathTest {
    @Provide
    Arbitrary<Object> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.of(true, false),
                Arbitraries.integers().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.strings().ofMaxLength(300).asGeneric(),
                Arbitraries.strings().ascii().ofMaxLength(300).asGeneric(),
                Arbitraries.of(List.of(1, 2), new byte[] {1}));
    }

    @Property(tries = 500)
    void aPieceIsReadAsTheLoaderReadsIt(
            @ForAll("scalars") Object value, @ForAll @IntRange(min = 0, max = 5) int protocol) {
        byte[] piece = new Dumper(protocol).piece(value);

        Object plain = FastScalarReader.read(piece, 0, piece.length);

        if (plain != FastScalarReader.OTHER) {
            assertThat(plain).isEqualTo(new Loader().loadPiece(piece, 0, piece.length));
        }
    }

    @Property(tries = 500)
    void anyBytesAreReadAsTheLoaderReadsThemOrNotAtAll(@ForAll byte[] piece) {
        if (piece.length == 0) {
            return;
        }
        Object plain = FastScalarReader.read(piece, 0, piece.length);
        if (plain != FastScalarReader.OTHER) {
            assertThat(plain).isEqualTo(new Loader().loadPiece(piece, 0, piece.length));
        }
    }

    @Test
    void namesAndFlagsAreReadWithoutALoader() {
        for (Object value : Arrays.asList(null, true, false, 255, "put", "x".repeat(255))) {
            byte[] piece = new Dumper(4).piece(value);
            assertThat(FastScalarReader.read(piece, 0, piece.length)).isEqualTo(value);
        }
    }

    @Property(tries = 300)
    void aPairIsWhatTheDumperWouldWrite(
            @ForAll("scalars") Object value, @ForAll boolean sealed, @ForAll @IntRange(min = 2, max = 5) int protocol) {
        check(sealed ? PickledValue.of(value, protocol) : value, value, protocol);
    }

    @Test
    void noneIsAValueToo() {
        for (int protocol = 2; protocol <= 5; protocol++) {
            check(null, null, protocol);
        }
    }

    @Provide
    Arbitrary<byte[]> requests() {
        return Combinators.combine(
                        Arbitraries.of("0123456789abcdef", "ünïcode", "", "x".repeat(255), "y".repeat(256)),
                        Arbitraries.of("put", "get", "__setitem__", "RebuildProxy"),
                        scalars().list().ofMaxSize(4),
                        Arbitraries.of(Map.of(), Map.of("timeout", 2.5)),
                        Arbitraries.integers().between(0, 5))
                .as((ident, method, args, kwds, protocol) ->
                        new Dumper(protocol).dumps(PyTuple.of(ident, method, PyTuple.of(args.toArray()), kwds)));
    }

    @Property(tries = 1000)
    void aRequestIsReadTheSameWithItsHeadReadApart(@ForAll("requests") byte[] request) {
        assertThat(told(request, FastRequestHead.of(request))).isEqualTo(told(request, null));
    }

    @Property(tries = 3000)
    void soIsOneThatIsNoneAnyMore(
            @ForAll("requests") byte[] request, @ForAll @IntRange(min = 0, max = 60) int at, @ForAll byte other) {
        byte[] changed = request.clone();
        changed[Math.min(at, changed.length - 1)] = other;
        assertThat(told(changed, FastRequestHead.of(changed))).isEqualTo(told(changed, null));
    }

    @Property(tries = 3000)
    void orThatHasAnOpcodeMore(
            @ForAll("requests") byte[] request, @ForAll @IntRange(min = 0, max = 60) int at, @ForAll byte more) {
        int split = Math.min(at, request.length);
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(request, 0, split);
        changed.write(more);
        changed.write(request, split, request.length - split);
        byte[] message = changed.toByteArray();
        assertThat(told(message, FastRequestHead.of(message))).isEqualTo(told(message, null));
    }

    @Test
    void theUsualHeadIsReadApart() {
        for (int protocol = 3; protocol <= 5; protocol++) {
            byte[] request = new Dumper(protocol).dumps(PyTuple.of("0123456789abcdef", "get", PyTuple.of(), Map.of()));
            FastRequestHead head = FastRequestHead.of(request);
            assertThat(head).isNotNull();
            assertThat(head.isAll()).isTrue();
            assertThat(head.method()).isEqualTo("get");
        }
    }

    private static String told(byte[] request, @Nullable FastRequestHead head) {
        try {
            ScannedRequest read = Scanner.scan(request, head);
            return Repr.of(read.ident()) + " " + Repr.of(read.method()) + " " + opened(read.args()) + " "
                    + opened(read.kwds()) + " " + read.protocol();
        } catch (PickleException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String opened(List<Sealed> pieces) {
        StringBuilder told = new StringBuilder();
        for (Sealed piece : pieces) {
            told.append(piece.size()).append(' ');
            try {
                told.append(Repr.of(piece.open()));
            } catch (PickleException | PyException e) {
                told.append(e.getMessage());
            }
        }
        return told.toString();
    }

    @Test
    void aLargeSealedValueIsNotCopied() {
        Sealed sealed = PickledValue.of(new byte[1 << 20]);

        ByteBuffer[] parts = FastPairWriter.write("#RETURN", sealed, 4);

        assertThat(parts).hasSize(3);
        assertThat(((PyTuple) new Loader().loads(joined(parts))).get(1)).isEqualTo(new byte[1 << 20]);
    }

    private static void check(@Nullable Object given, @Nullable Object value, int protocol) {
        ByteBuffer[] parts = FastPairWriter.write("#RETURN", given, protocol);
        if (parts == null) {
            return;
        }
        Object kind = protocol == 2 ? Py2Str.of("#RETURN".getBytes(StandardCharsets.US_ASCII)) : "#RETURN";
        PyTuple pair = (PyTuple) new Loader().loads(joined(parts));
        PyTuple slowly = (PyTuple) new Loader().loads(new Dumper(protocol).dumps(PyTuple.of(kind, value)));
        assertThat(pair.size()).isEqualTo(2);
        assertThat(pair.get(0)).isEqualTo(kind);
        assertThat(pair.get(1)).isEqualTo(slowly.get(1));
    }

    private static byte[] joined(ByteBuffer... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (ByteBuffer part : parts) {
            whole.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
        return whole.toByteArray();
    }
}
