package io.picklewire.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CPython's {@code sorted} is the oracle; which pairs have an order at all, {@link ComparisonTest} asks. */
class OrderingTest {
    /** 1, 1.0 and True are equal, so that it shows whether the sort is stable. */
    private static final String SCRIPT =
            """
            import random
            random.seed(20)
            numbers = [0, 1, 1.0, True, False, -1, 2.5, 10**30, 1e30, -0.0, 0.0, 2**53, 2.0**53, 2**53 + 1]
            texts = ['', 'a', 'ab', 'b', '\\uffff', '\\U0001f600', '\\ud800', '\\ud800a', '\\udfff']
            pairs = [(n, t) for n in (1, True, 2) for t in texts]
            lists = [[n, m] for n in numbers for m in (1, 1.0)] + [[]]
            data = [b'', b'a', b'\\xff', bytearray(b'a'), bytearray(b'')]
            def some(kind, count):
                return [random.choice(kind) for _ in range(count)]
            cases = [some(kind, count) for kind in (numbers, texts, pairs, lists, data) for count in (0, 1, 2, 3, 10, 200)]
            answer = [[case, sorted(case), sorted(case, reverse=True)] for case in cases]
            """;

    private static List<Object> sorted(List<?> values, boolean reverse) {
        Sorting sorting = new Sorting(values, reverse);
        sorting.sort();
        List<Object> sorted = new ArrayList<>();
        for (int index : sorting.order()) {
            sorted.add(values.get(index));
        }
        return sorted;
    }

    @Test
    void sortsAsCPythonDoes() throws Exception {
        for (Object answer : CPython.answer(4, SCRIPT)) {
            List<?> parts = (List<?>) answer;
            List<?> values = (List<?>) parts.get(0);
            assertThat(Repr.of(sorted(values, false))).isEqualTo(Repr.of(parts.get(1)));
            assertThat(Repr.of(sorted(values, true))).isEqualTo(Repr.of(parts.get(2)));
        }
    }

    @Property(tries = 200)
    void aListWithNansKeepsAllItsItems(@ForAll("numbers") List<Object> values, @ForAll boolean reverse) {
        Set<Object> before = Collections.newSetFromMap(new IdentityHashMap<>());
        before.addAll(values);
        Set<Object> after = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> sorted = sorted(values, reverse);
        after.addAll(sorted);
        assertThat(sorted).hasSameSizeAs(values);
        assertThat(after).isEqualTo(before);
    }

    @Provide
    Arbitrary<List<Object>> numbers() {
        Arbitrary<Object> number =
                Arbitraries.oneOf(Arbitraries.just(Double.NaN), Arbitraries.integers(), Arbitraries.doubles());
        return number.list().ofMaxSize(200);
    }

    @Property
    void textIsOrderedByCodePoint(@ForAll("texts") String a, @ForAll("texts") String b) {
        int expected = Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
        assertThat(Ordering.compare(a, b)).isEqualTo(Integer.signum(expected));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars('a', '\ud800', '\udbff', '\udc00', '\udfff', '\uffff')
                .ofMaxLength(6);
    }

    @Property
    void numbersOfAllTypesHaveOneOrder(
            @ForAll("number") Object a, @ForAll("number") Object b, @ForAll("number") Object c) {
        assertThat(Ordering.compare(a, b)).isEqualTo(-Ordering.compare(b, a));
        assertThat(Ordering.compare(a, b) == 0).isEqualTo(Equality.equal(a, b));
        if (Ordering.lessThan(a, b) && Ordering.lessThan(b, c)) {
            assertThat(Ordering.lessThan(a, c)).isTrue();
        }
    }

    @Provide
    Arbitrary<Object> number() {
        Arbitrary<Long> near = Arbitraries.longs().between(-3, 3);
        Arbitrary<Long> exact = near.map(n -> (1L << 53) + n);
        return Arbitraries.oneOf(
                near,
                exact,
                exact.map(Long::doubleValue),
                near.map(n -> Long.MAX_VALUE / 4 * n),
                Arbitraries.doubles(),
                Arbitraries.bigIntegers(),
                Arbitraries.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, true, false));
    }

    @Test
    void aFailedSortNamesTheTypesAndKeepsAllItems() {
        Sorting sorting = new Sorting(List.of(3, "a", 1), false);
        assertThatThrownBy(sorting::sort)
                .isInstanceOf(PyException.class)
                .hasMessage("'<' not supported between instances of 'str' and 'int'");
        assertThat(sorting.order()).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void listsNestedTooDeepAreARecursionError() {
        Object a = 1;
        Object b = 2;
        for (int i = 0; i < 100_000; i++) {
            a = List.of(a);
            b = List.of(b);
        }
        Object x = List.of(a);
        Object y = List.of(b);
        assertThatThrownBy(() -> Ordering.lessThan(x, y))
                .isInstanceOf(PyException.class)
                .hasMessage("maximum recursion depth exceeded in comparison");
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aTupleTwiceInItselfFortyLevelsDeepCostsFortyComparisons() {
        PyTuple a = PyTuple.of(1);
        PyTuple b = PyTuple.of(1.0);
        for (int i = 0; i < 40; i++) {
            a = PyTuple.of(a, a);
            b = PyTuple.of(b, b);
        }
        assertThat(Ordering.compare(a, b)).isZero();
        assertThat(Ordering.lessThan(PyTuple.of(a), PyTuple.of(b, 2))).isTrue();
    }
}
