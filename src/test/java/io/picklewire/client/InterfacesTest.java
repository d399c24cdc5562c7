package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Java interfaces over Python's objects. */
class InterfacesTest {
    record Statistics(int count, double mean) {}

    record Point(int x, double y) {}

    interface Primes {
        int sum();

        long sum(int below);

        int countBelow(int limit);

        byte largest();

        List<Long> all();

        Statistics statistics();

        Stream<Integer> iterate();

        default int twice() {
            return 2 * sum();
        }

        String nothingLikeIt();
    }

    interface Objects extends RemoteObject {
        Point give(String name);

        String kind(Object value);

        List<Object> echo(Object... args);
    }

    interface Later {
        CompletionStage<Integer> countBelow(int limit);

        CompletionStage<Statistics> statistics();
    }

    @TestFactory
    Stream<DynamicTest> methodsAreFoundAndResultsConverted() {
        return EachPython.runs((manager, python) -> {
            Primes primes = manager.proxy("Primes", Primes.class, 100);
            assertThat(primes.sum()).isEqualTo(1060);
            assertThat(primes.sum(10)).isEqualTo(17L);
            assertThat(primes.countBelow(10)).isEqualTo(4);
            assertThat(primes.largest()).isEqualTo((byte) 97);
            assertThat(primes.all()).startsWith(2L, 3L).hasSize(25);
            assertThat(primes.statistics()).isEqualTo(new Statistics(25, 42.4));
            assertThat(primes.twice()).isEqualTo(2120);
            try (Stream<Integer> numbers = primes.iterate()) {
                assertThat(numbers.limit(3)).containsExactly(2, 3, 5);
            }
            assertThat(primes.toString()).startsWith("Primes over 'Primes' ");
            assertThat(primes.equals(primes)).isTrue();
            assertThat(primes).isNotEqualTo(manager.proxy("Primes", Primes.class));
        });
    }

    @TestFactory
    Stream<DynamicTest> namedTuplesAreRecords() {
        return EachPython.runs((manager, python) -> {
            try (Objects objects = manager.proxy("Objects", Objects.class)) {
                assertThat(objects.give("point")).isEqualTo(new Point(1, 2.5));
                assertThat(objects.kind(new Point(1, 2))).isEqualTo("dict");
                assertThat(objects.echo(1, "x", Kwargs.kw("k", 2))).isEqualTo(List.of(List.of(1, "x"), Map.of("k", 2)));
                assertThat(objects.proxy().typeid()).isEqualTo("Objects");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatDoesNotFitNamesBoth() {
        return EachPython.runs((manager, python) -> {
            Primes primes = manager.proxy("Primes", Primes.class, 1000);
            assertThatThrownBy(primes::largest)
                    .isInstanceOf(ConversionException.class)
                    .hasMessageStartingWith("largest of 'Primes' ")
                    .hasMessageContaining("Python int too large to convert to Java byte, allowed are -2**7 to 2**7-1");
            Objects objects = manager.proxy("Objects", Objects.class);
            assertThatThrownBy(() -> objects.give("text"))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("found str, allowed is a dict with exactly 'x', 'y'");
            assertThatThrownBy(primes::nothingLikeIt)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("has no method 'nothingLikeIt' or 'nothing_like_it'; it has all, ");
        });
    }

    @TestFactory
    Stream<DynamicTest> aStageIsForACallThatIsNotWaitedFor() {
        return EachPython.runs((manager, python) -> {
            Later later = manager.proxy("Primes", Later.class);
            CompletionStage<Integer> count = later.countBelow(10);
            CompletionStage<Statistics> statistics = later.statistics();
            assertThat(count).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(4);
            assertThat(statistics
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .count())
                    .isEqualTo(25);
        });
    }

    @Test
    void pythonsNamesOfJavasMethods() {
        assertThat(RemoteMethod.snakeCase("countBelow")).isEqualTo("count_below");
        assertThat(RemoteMethod.snakeCase("toHTTPCode")).isEqualTo("to_http_code");
        assertThat(RemoteMethod.snakeCase("md5Sum")).isEqualTo("md5_sum");
        assertThat(RemoteMethod.snakeCase("put")).isEqualTo("put");
    }
}
