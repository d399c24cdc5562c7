package io.picklewire.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every pair of many values compared here and by CPython. */
class ComparisonTest {
    private static final String SCRIPT =
            """
            nan, inf = float('nan'), float('inf')
            values = [
                None, True, False, 0, 1, -1, 2, 1.0, 0.0, -0.0, 1.5, nan, inf, -inf, 2**53, 2**53 + 1, 2.0**53, 2**63,
                2.0**63, 2**63 - 1, 2**64 - 1, -2**63, -2.0**63, 10**30, 1e30, 10**400, 5e-324, 1j, 1+0j, 0j, -0j, 2.0**53+0j,
                '', 'a', 'b', 'ab', '1', b'', b'a', b'b', b'\\xff', bytearray(b'a'), bytearray(), '\\ud800', '\\U0001f600',
                '\\ud83d\\ude00', '\\uffff', '\\ud83d', '\\ud83da', '\\udfff', '\\U0001f600b', 'x\\U0001f600', 'x\\uffff',
                [], [1], [1.0], [True], [2], [1, 'a'], [1, 2], ['a', 1], [nan], [[1], [2]], [[1], [3]], [None],
                (), (1,), (1.0,), (2,), (1, 'a'), (1, 2), ((1, 2), 3), ((1, 2.0), 4), (None,), ([1],), ('a', [1]),
                {}, {1: 2}, {1.0: 2.0}, {True: 2}, {1: 3}, {2: 2}, {'a': 1, 'b': 2}, {'b': 2, 'a': 1}, {'a': [1]}, {(1, 2): {}},
                set(), {1}, {1.0}, {1, 2}, frozenset(), frozenset([True]), {frozenset([1])}, {frozenset([1.0])}, {frozenset()},
                {'a', 'b'}, frozenset('ba'), range(0), range(5, 5), range(3), range(0, 3, 2), range(0, 4, 2), range(1, 2),
                range(1, 9, 20), slice(1), slice(None, 1.0, None), slice(2), range(10**30), int,
                ((1, 2), [3, {4: (5,)}]), ((1.0, 2), [3, {4.0: (5,)}]), collections.OrderedDict,
            ]
            answer = [
                values,
                [[attempt(operator.eq, a, b) for b in values] for a in values],
                [[attempt(operator.lt, a, b) for b in values] for a in values],
                [None if isinstance(v, slice) else attempt(lambda v: [hash(v), None][1], v) for v in values],
                [bool(v) for v in values],
                [attempt(operator.index, v) for v in values],
            ]
            """;

    private static List<?> values;
    private static List<?> equal;
    private static List<?> lessThan;
    private static List<?> unhashable;
    private static List<?> truth;
    private static List<?> indexes;

    @BeforeAll
    static void ask() throws Exception {
        List<?> answer = CPython.answer(4, SCRIPT);
        values = (List<?>) answer.get(0);
        equal = (List<?>) answer.get(1);
        lessThan = (List<?>) answer.get(2);
        unhashable = (List<?>) answer.get(3);
        truth = (List<?>) answer.get(4);
        indexes = (List<?>) answer.get(5);
    }

    /** Compares one answer for every pair. */
    private static void eachPair(List<?> expected, Question question) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (int i = 0; i < values.size(); i++) {
            for (int j = 0; j < values.size(); j++) {
                Object a = values.get(i);
                Object b = values.get(j);
                softly.assertThat(CPython.attempt(() -> question.ask(a, b)))
                        .as("%s and %s", Repr.of(a), Repr.of(b))
                        .isEqualTo(((List<?>) expected.get(i)).get(j));
            }
        }
        softly.assertAll();
    }

    @Test
    void equalAsInCPython() throws Exception {
        eachPair(equal, Equality::equal);
    }

    @Test
    void lessThanAsInCPython() throws Exception {
        eachPair(lessThan, Ordering::lessThan);
    }

    @Test
    void whatIsEqualHasOneHash() {
        for (int i = 0; i < values.size(); i++) {
            for (int j = 0; j < values.size(); j++) {
                boolean hashable = unhashable.get(i) == null && unhashable.get(j) == null;
                boolean slices = values.get(i) instanceof PySlice || values.get(j) instanceof PySlice;
                if (hashable && !slices && Equality.equal(values.get(i), values.get(j))) {
                    assertThat(Equality.hash(values.get(i)))
                            .as("%s and %s", Repr.of(values.get(i)), Repr.of(values.get(j)))
                            .isEqualTo(Equality.hash(values.get(j)));
                }
            }
        }
    }

    @Test
    void whatCPythonCannotHashIsRefused() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            Object message = CPython.attempt(() -> {
                Equality.hash(value);
                return null;
            });
            if (!(value instanceof PySlice)) {
                softly.assertThat(message).as(Repr.of(value)).isEqualTo(unhashable.get(i));
            }
        }
        softly.assertAll();
    }

    @Test
    void truthAndIndexAsInCPython() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            Object expected = indexes.get(i);
            softly.assertThat(Truth.of(value)).as(Repr.of(value)).isEqualTo(truth.get(i));
            softly.assertThat(CPython.attempt(() -> Index.smallest(Index.of(value))))
                    .as("index of %s", Repr.of(value))
                    .matches(index -> Equality.equal(index, expected), "CPython says " + expected);
        }
        softly.assertAll();
    }

    private interface Question {
        Object ask(Object a, Object b);
    }
}
