package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.python.PyObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The application's own classes go to Python clients, and come from them, in the way that the server was told. */
class CustomTypesTest {
    private static final String CLIENT =
            """
            from __future__ import print_function
            import sys, uuid
            from fractions import Fraction
            from multiprocessing.managers import BaseManager, ListProxy, DictProxy
            class Manager(BaseManager):
                pass
            for name in ('queue', 'items', 'entries', 'maths', 'Held'):
                Manager.register(name)
            manager = Manager(('127.0.0.1', int(sys.argv[1])), b'key')
            manager.connect()
            half = Fraction(1, 2)
            queue = manager.queue()
            queue.put([half, 1])
            print(queue.get())
            items = manager.items()
            items.append(half)
            print(items.pop(), items.count(half), items._getvalue())
            print(items)
            items.extend([[half], half])
            print(items.index(half), items.count([half]), items.index(Fraction(10, 7)), items[1:])
            entries = manager.entries()
            entries.update({'half': half})
            print(entries.get('half'), sorted((str(key), value) for key, value in entries.copy().items()))
            entries[half] = [half]
            entries[(half, 1)] = 'a pair'
            print(entries[half], entries.pop((half, 1)), entries.pop(half), entries.pop(half, half))
            entries[uuid.UUID(int=5)] = 'five'
            entries[frozenset([half])] = [uuid.UUID(int=5)]
            print(entries.copy()[frozenset([half])], len(entries.keys()))
            try:
                entries[Fraction(5, 6)]
            except KeyError as error:
                print(repr(error).replace(',)', ')'))
            maths = manager.maths()
            print(maths.half(Fraction(2, 3)), maths.sum([half, half], extra=half))
            print(manager.Held(half).held())
            """;

    /** A ratio as the application has it. */
    public record Ratio(BigInteger numerator, BigInteger denominator) {
        static Ratio of(Object[] parts) {
            if (parts.length == 1) { // Python before 3.12 pickles a text
                String[] texts = (parts[0] + "/1").split("/", -1);
                return new Ratio(new BigInteger(texts[0]), new BigInteger(texts[1]));
            }
            return new Ratio(new BigInteger(parts[0].toString()), new BigInteger(parts[1].toString()));
        }

        Ratio plus(Ratio other) {
            BigInteger sum = numerator.multiply(other.denominator).add(other.numerator.multiply(denominator));
            BigInteger below = denominator.multiply(other.denominator);
            return new Ratio(sum.divide(sum.gcd(below)), below.divide(sum.gcd(below)));
        }
    }

    /** An object of the application. */
    public static final class Maths {
        /** Half of it. */
        public Ratio half(Ratio ratio) {
            return new Ratio(ratio.numerator(), ratio.denominator().shiftLeft(1));
        }

        /** The sum of all. */
        public List<Ratio> sum(List<Ratio> ratios, Ratio extra) {
            return List.of(ratios.stream().reduce(extra, Ratio::plus));
        }
    }

    /** Is made of one. */
    public record Held(Ratio held) {}

    static Stream<Python> pythons() {
        return Pythons.chosen().stream();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void goBothWays(Python python) throws Exception {
        BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        List<Object> items = new ArrayList<>();
        Map<Object, Object> entries = new HashMap<>(Map.of("third", new Ratio(BigInteger.ONE, BigInteger.valueOf(3))));
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .register("queue", () -> queue)
                .register("items", () -> items)
                .register("entries", () -> entries)
                .register("maths", Maths::new)
                .register("Held", Held.class)
                .construct("fractions", "Fraction", Ratio::of)
                .pickle(Ratio.class, (value, out, pickler) -> {
                    Ratio ratio = (Ratio) value;
                    pickler.save(PyObject.call("fractions", "Fraction", ratio.numerator(), ratio.denominator()));
                })
                .start()) {
            items.add(new Ratio(BigInteger.TEN, BigInteger.valueOf(7)));
            Process client = python.start(
                    CLIENT, String.valueOf(((Address.Tcp) server.addresses().get(0)).port()));
            List<String> lines = client.inputReader().lines().toList();
            assertThat(client.waitFor()).isZero();
            assertThat(lines)
                    .containsExactly(
                            "[Fraction(1, 2), 1]",
                            "1/2 0 [Fraction(10, 7)]",
                            "[Fraction(10, 7)]",
                            "2 1 0 [[Fraction(1, 2)], Fraction(1, 2)]",
                            "1/2 [('half', Fraction(1, 2)), ('third', Fraction(1, 3))]",
                            "[Fraction(1, 2)] a pair [Fraction(1, 2)] 1/2",
                            "[UUID('00000000-0000-0000-0000-000000000005')] 4",
                            "KeyError(Fraction(5, 6))",
                            "1/3 [Fraction(3, 2)]",
                            "1/2");
            assertThat(entries).containsEntry(new UUID(0, 5), "five");
            assertThat(entries).containsEntry("half", new Ratio(BigInteger.ONE, BigInteger.TWO));
        }
    }
}
