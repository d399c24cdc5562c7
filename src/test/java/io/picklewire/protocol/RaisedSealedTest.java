package io.picklewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.PickledValue;
import io.picklewire.pickle.Reader;
import io.picklewire.python.PyObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exception that is handed on as it came is the same to whoever gets it. */
class RaisedSealedTest {
    private static final Reply REPLY = new Reply.RaisedSealed(
            PickledValue.of(PyObject.call("builtins", "UnicodeDecodeError", "ascii", new byte[] {1}, 0, 1, "why")));

    private static byte[] encoded(int protocol) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ByteBuffer part : REPLY.encode(Reader.ofPickle(protocol), ident -> null)) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void toThisClient(int protocol) {
        Reply read = Reply.parse(encoded(protocol), new Loader());
        assertThat(((Reply.Raised) read).exception().type().name()).isEqualTo("UnicodeDecodeError");
        assertThat(((Reply.Raised) read).exception().args().get(4)).isEqualTo("why");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void toCPython(int protocol) throws IOException {
        String message = Base64.getEncoder().encodeToString(encoded(protocol));
        assertThat(Pythons.newest()
                        .run("import sys, base64, pickle; print(pickle.loads(base64.b64decode(sys.argv[1])))", message))
                .startsWith("('#ERROR', UnicodeDecodeError('ascii', b'\\x01', 0, 1, 'why'))");
    }
}
