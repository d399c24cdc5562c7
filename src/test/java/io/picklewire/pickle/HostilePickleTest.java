package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.picklewire.python.PyDict;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.Test;

/** Whatever bytes come in, they are a value or a PickleException, at a cost in proportion to their number. */
class HostilePickleTest {
    private static final String OPCODES = "(.012FIJKLMNPQRSTUVXabcd}eghijloprstuq]GBC\u0080\u0081\u0082\u0083\u0084"
            + "\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098)";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long ONCE = 4 * 1024 * 1024;
    private static final long PER_BYTE = 4 * 1024;

    @Property(tries = 3000)
    void randomBytesAreAValueOrAPickleException(@ForAll @Size(max = 300) byte[] bytes) {
        feed(bytes);
    }

    @Property(tries = 20000)
    void randomOpcodesAreAValueOrAPickleException(@ForAll("opcodes") byte[] bytes) {
        feed(bytes);
    }

    @Property(tries = 5000)
    void damagedRequestsAreAValueOrAPickleException(@ForAll("damaged") byte[] bytes) {
        feed(bytes);
    }

    @Provide
    Arbitrary<byte[]> opcodes() {
        Arbitrary<byte[]> opcode = Arbitraries.of(
                OPCODES.chars().mapToObj(c -> new byte[] {(byte) c}).toList());
        Arbitrary<byte[]> argument = Arbitraries.of(
                new byte[] {0}, new byte[] {1, 0}, new byte[] {2, 0, 0, 0}, ascii("a\nb\n"), ascii("1\n"));
        return Arbitraries.frequencyOf(Tuple.of(3, opcode), Tuple.of(1, argument))
                .list()
                .ofMaxSize(60)
                .map(HostilePickleTest::joined);
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        List<byte[]> whole = Arrays.asList(request(0), request(2), request(4), request(5));
        return Combinators.combine(
                        Arbitraries.of(whole),
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.bytes(),
                        Arbitraries.integers().between(0, 3))
                .as((bytes, at, value, kind) -> {
                    byte[] copy = bytes.clone();
                    copy[at % copy.length] = value;
                    return kind == 0 ? Arrays.copyOf(copy, at % copy.length) : copy;
                });
    }

    private static byte[] request(int protocol) {
        Object value = Arrays.asList(1, "text", new byte[] {1, 2}, PyTuple.of(1.5, null, true), Arrays.asList());
        return new Dumper(protocol).dumps(PyTuple.of("1f", "put", PyTuple.of(value), new PyDict()));
    }

    @Test
    void aLengthIsCheckedBeforeAnythingIsAllocated() {
        byte[] claim = {(byte) 0x80, 4, 'B', (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
        assertThatThrownBy(() -> new Loader().loads(claim))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("length 2147483647 exceeds the 0 bytes that are left");
        feed(claim);
    }

    @Test
    void aMillionLevelsOfNestingAreReadAndWritten() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000_000; i++) {
            pickle.write(']');
        }
        for (int i = 1; i < 1_000_000; i++) {
            pickle.write('a');
        }
        pickle.write('.');
        Object value = new Loader().loads(pickle.toByteArray());
        byte[] again = new Dumper(4).dumps(value);
        int depth = 0;
        for (Object level = new Loader().loads(again); level instanceof List<?> list; depth++) {
            level = list.isEmpty() ? null : list.get(0);
        }
        assertThat(depth).isEqualTo(1_000_000);
    }

    @Test
    void aTupleThatContainsItselfTwiceFortyLevelsDeepCostsNoMoreThanItsSize() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 4, ')', (byte) 0x94});
        for (int i = 0; i < 40; i++) {
            pickle.writeBytes(new byte[] {'h', (byte) i, (byte) 0x86, (byte) 0x94});
        }
        pickle.write('.');
        byte[] bytes = pickle.toByteArray();
        assertThat(new Dumper(4).dumps(new Loader().loads(bytes)).length).isLessThan(1000);
    }

    @Test
    void whatAPickleNamesIsNotExecuted() {
        byte[] system = ascii("cos\nsystem\n(S'exit 1'\ntR.");
        Object value = new Loader().loads(system);
        assertThat(value).isInstanceOf(PyObject.class);
        assertThat(((PyObject) value).callable()).isEqualTo(new PyGlobal("os", "system"));
    }

    /** Reads the bytes both ways; fails when anything but a value or a PickleException comes, or memory runs away. */
    private static void feed(byte[] bytes) {
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        try {
            new Loader().loads(bytes);
        } catch (PickleException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
        try {
            Scanner.scan(bytes);
        } catch (PickleException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).isLessThan(ONCE + PER_BYTE * bytes.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
