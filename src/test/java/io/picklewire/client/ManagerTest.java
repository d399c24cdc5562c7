package io.picklewire.client;

import static io.picklewire.client.Kwargs.kw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Calls of methods of objects in CPython's own managers. */
class ManagerTest {
    @TestFactory
    Stream<DynamicTest> methodsAreCalledWithPositionalAndKeywordArguments() {
        return EachPython.runs((manager, python) -> {
            Proxy primes = manager.create("Primes", 100);
            assertThat(primes.call("sum")).isEqualTo(1060);
            assertThat(primes.call("sum", kw("below", 10))).isEqualTo(17);
            assertThat(primes.call("count_below", 10)).isEqualTo(4);
            assertThat(primes.exposed()).contains("sum", "count_below", "all");
            Proxy small = manager.create("Primes", kw("limit", 8));
            assertThat(small.call("all")).isEqualTo(List.of(2, 3, 5, 7));
        });
    }

    @TestFactory
    Stream<DynamicTest> valuesArePlainJavaOnes() {
        return EachPython.runs((manager, python) -> {
            Proxy objects = manager.create("Objects");
            Object echoed = objects.call("echo", 1, "x", 2.5, Arrays.asList(true, null), kw("k", Map.of("a", 1)));
            assertThat(echoed)
                    .isEqualTo(List.of(List.of(1, "x", 2.5, Arrays.asList(true, null)), Map.of("k", Map.of("a", 1))));
        });
    }

    @TestFactory
    Stream<DynamicTest> whatAMethodRaisesIsARemoteException() {
        return EachPython.runs((manager, python) -> {
            Proxy faults = manager.create("Faults");
            assertThatThrownBy(() -> faults.call("fail", "KeyError", "missing"))
                    .isInstanceOf(RemoteException.KeyError.class)
                    .hasMessage("KeyError: 'missing'");
            assertThatThrownBy(() -> faults.call("nothing"))
                    .isInstanceOf(RemoteException.AttributeError.class)
                    .hasMessageContaining("has no method 'nothing'; it has asleep, blob, fail, ");
            assertThatThrownBy(() -> manager.create("Nothing"))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("KeyError: 'Nothing'");
        });
    }
}
