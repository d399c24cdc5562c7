package io.picklewire.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CPython's {@code list(value)} and {@code dict(value)} are the oracle, over what CPython pickles. */
class IterationTest {
    private static final String SCRIPT =
            """
            def used(iterator, count):
                for _ in range(count):
                    next(iterator)
                return iterator
            class Items(list): pass
            class Table(dict): pass
            array = array.array
            expressions = r'''
            [1, 'a']
            (1, (2,))
            {1: 2, 'a': 3}
            {5}
            frozenset([5])
            'a\\u00e9\\U0001f600\\ud800'
            ''
            '\\ud83d\\ude00'
            b'a\\xff'
            bytearray(b'ab')
            range(3)
            range(9, 0, -4)
            range(2**70, 2**70 + 2)
            collections.deque([1, 2])
            collections.deque([1, 2], 2)
            collections.deque()
            collections.OrderedDict([(1, 2), (3, 4)])
            collections.OrderedDict()
            collections.defaultdict(list, {1: [2]})
            collections.defaultdict(int)
            collections.Counter('abca')
            collections.Counter()
            Items([1, 2])
            Table({1: 2})
            array('b', [1, -2])
            array('B', [1, 255])
            array('h', [1, -2])
            array('H', [1, 65535])
            array('i', [1, -2**31])
            array('I', [1, 2**32 - 1])
            array('q', [1, -2**63])
            array('Q', [1, 2**64 - 1])
            array('f', [1, -0.5])
            array('d', [0.1, float('inf')])
            array('u', 'a\\u20ac\\U0001f600')
            iter([1, 2, 3])
            used(iter([1, 2, 3]), 1)
            used(iter((1, 2, 3)), 2)
            used(iter('a\\U0001f600b'), 1)
            used(iter(b'abc'), 1)
            used(iter(range(5)), 2)
            used(iter(range(10**20, 10**20 + 3)), 1)
            iter({1: 2})
            iter({7})
            reversed([1, 2, 3])
            used(reversed([1, 2, 3]), 1)
            used(reversed([1, 2, 3]), 2)
            reversed([])
            reversed(range(3))
            enumerate(['a', 'b'])
            enumerate(['a'], 2**40)
            used(enumerate(['a', 'b']), 1)
            zip([1, 2], 'ab', (5, 6, 7))
            zip()
            zip(enumerate([1]))
            [(1, 2), [3, 4], 'ab', b'xy', {5: 6, 7: 8}]
            [(1, 2), (3,)]
            [(1, 2), (3, 4, 5)]
            [[]]
            [(1, 2), 3]
            [None]
            [range(7)]
            None
            5
            1.5
            2j
            slice(1)
            int
            '''.split('\\n')
            answer = [[e, eval(e), attempt(list, eval(e)), attempt(dict, eval(e))] for e in expressions if e.strip()]
            """;

    private static List<Object> list(Object value) {
        List<Object> items = new ArrayList<>();
        Iteration.of(value).forEachRemaining(items::add);
        return items;
    }

    private static PyDict dict(Object value) {
        PyDict dict = new PyDict();
        for (Map.Entry<Object, Object> entry : Iteration.entries(value)) {
            dict.put(entry.getKey(), entry.getValue());
        }
        return dict;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void listAndDictAsInCPython(int protocol) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Object answer : CPython.answer(protocol, SCRIPT)) {
            List<?> parts = (List<?>) answer;
            softly.assertThat(Repr.of(CPython.attempt(() -> list(parts.get(1)))))
                    .as("list(%s)", parts.get(0))
                    .isEqualTo(Repr.of(parts.get(2)));
            softly.assertThat(Repr.of(CPython.attempt(() -> dict(parts.get(1)))))
                    .as("dict(%s)", parts.get(0))
                    .isEqualTo(Repr.of(parts.get(3)));
        }
        softly.assertAll();
    }

    @Test
    void python2PicklesWithoutAppending() {
        PyTuple pair = PyTuple.of(1, "one");
        PyObject deque = PyObject.call("collections", "deque", List.of(1, 2), null);
        PyObject ordered = PyObject.call("collections", "OrderedDict", List.of(List.of(2, "two"), pair));
        assertThat(list(deque)).containsExactly(1, 2);
        assertThat(list(ordered)).containsExactly(2, 1);
        assertThat(dict(ordered).get(1)).isEqualTo("one");
    }

    @Test
    void aHugeRangeCostsNothing() {
        PyRange huge = new PyRange(BigInteger.ZERO, BigInteger.TEN.pow(18), BigInteger.ONE);
        PyObject iterator = PyObject.call("builtins", "iter", huge);
        iterator.addState(BigInteger.TEN.pow(17));
        assertThat(Iteration.of(iterator).next()).isEqualTo(100_000_000_000_000_000L);
        assertThatThrownBy(() -> Iteration.entries(List.of(huge)))
                .hasMessage("dictionary update sequence element #0 has length 1000000000000000000; 2 is required");
    }

    @Test
    void iteratorsInIteratorsEndSomewhere() {
        Object chain = new ArrayList<>(List.of(1));
        Object zips = chain;
        for (int i = 0; i < 100_000; i++) {
            chain = PyObject.call("builtins", "iter", chain);
            zips = PyObject.call("builtins", "zip", zips, zips);
        }
        for (Object deep : List.of(chain, zips)) {
            assertThatThrownBy(() -> Iteration.of(deep))
                    .isInstanceOf(PyException.class)
                    .hasMessage("maximum recursion depth exceeded while iterating");
        }
    }

    @Test
    void aDictIsIteratedLazily() {
        Iterator<Object> keys = Iteration.of(PyDict.copyOf(Map.of("a", 1)));
        assertThat(keys.next()).isEqualTo("a");
        assertThat(keys.hasNext()).isFalse();
    }
}
