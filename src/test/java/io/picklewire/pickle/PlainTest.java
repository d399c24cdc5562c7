package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.python.Py2Str;
import io.picklewire.python.PyTuple;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The short ways of reading and writing give what the {@link Loader} and the {@link Dumper} give. */
class PlainTest {
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

        Object plain = PlainPiece.read(piece, 0, piece.length);

        if (plain != PlainPiece.OTHER) {
            assertThat(plain).isEqualTo(new Loader().loadPiece(piece, 0, piece.length));
        }
    }

    @Property(tries = 500)
    void anyBytesAreReadAsTheLoaderReadsThemOrNotAtAll(@ForAll byte[] piece) {
        if (piece.length == 0) {
            return;
        }
        Object plain = PlainPiece.read(piece, 0, piece.length);
        if (plain != PlainPiece.OTHER) {
            assertThat(plain).isEqualTo(new Loader().loadPiece(piece, 0, piece.length));
        }
    }

    @Test
    void namesAndFlagsAreReadWithoutALoader() {
        for (Object value : Arrays.asList(null, true, false, 255, "put", "x".repeat(255))) {
            byte[] piece = new Dumper(4).piece(value);
            assertThat(PlainPiece.read(piece, 0, piece.length)).isEqualTo(value);
        }
    }

    @Property(tries = 300)
    void aPairIsWhatTheDumperWouldWrite(
            @ForAll("scalars") Object value, @ForAll boolean sealed, @ForAll @IntRange(min = 2, max = 5) int protocol) {
        check(sealed ? Sealed.of(value, protocol) : value, value, protocol);
    }

    @Test
    void noneIsAValueToo() {
        for (int protocol = 2; protocol <= 5; protocol++) {
            check(null, null, protocol);
        }
    }

    @Test
    void aLargeSealedValueIsNotCopied() {
        Sealed sealed = Sealed.of(new byte[1 << 20]);

        ByteBuffer[] parts = PlainPair.write("#RETURN", sealed, 4);

        assertThat(parts).hasSize(3);
        assertThat(((PyTuple) new Loader().loads(joined(parts))).get(1)).isEqualTo(new byte[1 << 20]);
    }

    private static void check(@Nullable Object given, @Nullable Object value, int protocol) {
        ByteBuffer[] parts = PlainPair.write("#RETURN", given, protocol);
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
