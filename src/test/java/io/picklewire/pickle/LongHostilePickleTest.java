package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pickles that say the same thing over and over. What reading them takes, in memory and in time, grows with their
 * length and no faster.
 */
class LongHostilePickleTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long ONCE = 1024 * 1024;
    private static final long PER_BYTE = 2 * 1024;
    private static final long NANOS_ONCE = 2_000_000_000L;
    private static final long NANOS_PER_BYTE = 20_000;

    /** Opcodes with their arguments, as Latin-1. */
    private static final List<String> PIECES = List.of(
            "N",
            "K\u0001",
            "I01\n",
            "L5L\n",
            "G12345678",
            "X\u0001\0\0\0a",
            "\u008c\u0001k",
            "C\u0001b",
            "U\u0001s",
            ")",
            "]",
            "}",
            "\u008f",
            "(",
            "0",
            "1",
            "2",
            "a",
            "e",
            "s",
            "u",
            "t",
            "l",
            "d",
            "\u0085",
            "\u0086",
            "\u0087",
            "\u0090",
            "\u0091",
            "\u0094",
            "h\0",
            "h\u0001",
            "q\0",
            "p7\n",
            "g7\n",
            "cos\nsystem\n",
            "\u0093",
            "R",
            "b",
            "\u0081",
            "\u0092",
            "(ios\nsystem\n",
            "\u0080\u0002",
            "\u0080\u0004",
            "\u0095\u0001\0\0\0\0\0\0\0",
            "P1\n",
            "Q",
            "\u0097",
            "\u0098");

    @Property(tries = 2000)
    void whatRepeatsItselfCostsNoMoreThanItsLength(@ForAll("repetitive") byte[] pickle) {
        check(pickle);
    }

    @Provide
    Arbitrary<byte[]> repetitive() {
        Arbitrary<String> some = Arbitraries.of(PIECES).list().ofMaxSize(6).map(pieces -> String.join("", pieces));
        Arbitrary<String> unit =
                Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(4).map(pieces -> String.join("", pieces));
        Arbitrary<Integer> count = Arbitraries.of(3, 40, 500, 4000);
        return Combinators.combine(some, unit, count, some)
                .as((before, each, times, after) -> bytes(before + each.repeat(times) + after + "."));
    }

    /** Requests whose parts are long: before, what is repeated, and after. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(NN)}|NNs|t.",
                "(NN)}|(NNu|t.",
                "(NN)}|(X\u0001\0\0\0aNu|t.",
                "(NN(|N|t}t.",
                "(NN(d|NNs|t.",
                "(NN](|N|e}t.",
                "(NN(t|\u0085|}t.",
                "(NN)}|\u0094|t.",
                "(NN)}|2s|t.",
                "|(|NN)}t.",
                "|N|(NN)}t.",
                "|N0|(NN)}t.",
                "(NN)}q\0|h\0N0s|t.",
                "(NN(|h\0|t}t.",
                "(NN(]q\0|h\0|t}t.",
                "(NN(]\u0094|]h\0a\u0094|t}t.",
                "(NN(Nq\u0001|Nq\u0002|t}t.",
                "(NN(|]q\u0001h\u0001a|t}t.",
                "(NN)}|Nq\u0001]q\u0001h\u0001as|t.",
                "(NN)}N)|2\u0086|st.",
                "}(K\u0001|NN|u.",
                "}|)2\u0086Ns|.",
                "]|]2aa|.",
                "\u008f(|)\u0085|\u0090.",
                "c__builtin__\nset\n(](|N|et.",
                "cdecimal\nDecimal\n)R|}b|.",
                "cx\ny\n)\u0081|]a|.",
                "cx\ny\n)\u0081|NNs|.",
                "L|9|L\n.",
            })
    void costsNoMoreThanItsLength(String parts) {
        String[] part = parts.split("\\|", -1);
        check(bytes(part[0] + part[1].repeat(50_000) + part[2]));
    }

    /** Each argument is to be kept on its own, so what they share would be there as often as they refer to it. */
    @ParameterizedTest
    @ValueSource(strings = {"h\0", "]h\0a", "h\0\u0085"})
    void argumentsThatShareALargePartCostNoMoreThanTheLength(String argument) {
        String request = "(NN(](" + "N".repeat(20_000) + "eq\0" + argument.repeat(20_000) + "t}t.";
        check(bytes(request));
    }

    @Test
    void thousandsOfKeysThatCollideCostNoMoreThanTheirNumber() {
        StringBuilder pickle = new StringBuilder("}(");
        for (int i = 1; i <= 8000; i++) { // multiples of 2**61 - 1, which Python hashes to 0
            java.math.BigInteger key = java.math.BigInteger.TWO
                    .pow(61)
                    .subtract(java.math.BigInteger.ONE)
                    .multiply(java.math.BigInteger.valueOf(i));
            pickle.append("L").append(key).append("L\nN");
        }
        check(bytes(pickle + "u."));
    }

    private static void check(byte[] pickle) {
        check(pickle, bytes -> new Loader().loads(bytes));
        check(pickle, Scanner::scan);
    }

    private static void check(byte[] pickle, Consumer<byte[]> reader) {
        long thread = Thread.currentThread().getId();
        long memoryBefore = THREADS.getThreadAllocatedBytes(thread);
        long timeBefore = THREADS.getCurrentThreadCpuTime();
        try {
            reader.accept(pickle);
        } catch (PickleException refused) {
            assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(1000);
        }
        long memory = THREADS.getThreadAllocatedBytes(thread) - memoryBefore;
        long time = THREADS.getCurrentThreadCpuTime() - timeBefore;
        assertThat(memory).as("bytes for %d", pickle.length).isLessThan(ONCE + PER_BYTE * pickle.length);
        assertThat(time)
                .as("nanoseconds for %d", pickle.length)
                .isLessThan(NANOS_ONCE + NANOS_PER_BYTE * pickle.length);
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
