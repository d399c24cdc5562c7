"""Functions that are only names, as keys to sort by and in map and filter objects: a list of this process says what is right."""
import operator
import unittest

import items
import support
from support import PYTHON_2

TEXTS = [u'b', u'A', u' c', u'\u00c4', u'Ba', u'', u'a']
NUMBERS = [3, -5, 2.5, 0, True, 10**20]
PAIRS = [(2, u'b'), (1, u'c'), (3, u'a')]
SORTS = [(TEXTS, len), (NUMBERS, abs), (NUMBERS, float), (NUMBERS, str), (NUMBERS, repr), (NUMBERS, bool)]
if not PYTHON_2:
    SORTS += [(TEXTS, str), (TEXTS, str.lower), (TEXTS, str.upper), (TEXTS, str.strip), ([u'B', u'a'], str.casefold),
              (NUMBERS, operator.neg), (['10', '9', ' 8 ', '+7', '1_1'], int), (['1e3', 'inf', '.5', '-2'], float),
              (PAIRS, operator.itemgetter(1)), (PAIRS, operator.itemgetter(-1, 0)), (PAIRS, len),
              ([{'k': 2}, {'k': 1}], operator.itemgetter('k')), ([items.Plain(a=2), items.Plain(a=1)], operator.attrgetter('a')),
              ([items.Plain(a=items.Plain(b=2)), items.Plain(a=items.Plain(b=1))], operator.attrgetter('a.b'))]


def user_key(value):
    return value


class SortTest(support.ServerTest):
    def test_sorting(self):
        for values, key in SORTS:
            shared = self.manager.list(values)
            shared.sort(key=key)
            self.assertEqual([(type(each), each) for each in shared[:]],
                             [(type(each), each) for each in sorted(values, key=key)])
            shared.sort(key=key, reverse=True)
            self.assertEqual(shared[:], sorted(sorted(values, key=key), key=key, reverse=True))

    def test_what_only_python_can_run_is_refused(self):
        shared = self.manager.list([2, 1])
        for key in user_key, items.Plain:
            if support.is_reference():
                continue
            with self.assertRaises(TypeError) as caught:
                shared.sort(key=key)
            self.assertIn('a function that this manager cannot run; it knows abs, ', str(caught.exception))
            self.assertEqual(shared[:], [2, 1])

    @support.python_3
    def test_errors_leave_the_list(self):
        shared = self.manager.list(['1', 'x'])
        self.assertRaises(ValueError, shared.sort, key=int)
        self.assertRaises(TypeError, shared.sort, key=abs)
        self.assertRaises(IndexError, shared.sort, key=operator.itemgetter(5))
        self.assertEqual(shared[:], ['1', 'x'])


@support.python_3
class MapTest(support.ServerTest):
    def test_map_and_filter(self):
        for make in [lambda: map(str, range(3)), lambda: map(int, '12'), lambda: filter(None, [0, 1, '', 2]),
                     lambda: map(str.upper, 'ab'), lambda: map(divmod, [7, -8, 9], [3, 5]), lambda: filter(len, ['', 'a']),
                     lambda: map(abs, map(int, ['-1', '2'])), lambda: enumerate(map(len, ['a', ''])),
                     lambda: zip(map(str, [1, 2]), filter(bool, [0, 5, 6])), lambda: reversed([1, 2]),
                     lambda: map(operator.itemgetter(0), [(1, 2), 'ab']), lambda: map(tuple, ['ab'])]:
            expected = list(make())
            self.assertEqual(self.manager.list(make())[:], expected)
            shared = self.manager.list(['x'])
            shared[:] = make()
            self.assertEqual(shared[:], expected)
            shared.extend(make())
            self.assertEqual(shared[:], expected * 2)
        self.assertEqual(self.manager.dict(map(divmod, [7, 8], [3, 5])).copy(), {2: 1, 1: 3})
        self.assertEqual(list(self.manager.Array('i', map(int, '12'))[:]), [1, 2])

    @unittest.skipIf(support.is_reference(), 'CPython runs it')
    def test_what_only_python_can_run_is_refused(self):
        shared = self.manager.list(['x'])
        for values in map(user_key, [1]), filter(user_key, [1]):
            with self.assertRaises(TypeError) as caught:
                shared[:] = values
            self.assertIn('a function that this manager cannot run', str(caught.exception))
        self.assertEqual(shared[:], ['x'])


class CountTest(support.ServerTest):
    """Counts that are floats."""

    def test_semaphores(self):
        bounded = self.manager.BoundedSemaphore(2.0)
        self.assertTrue(bounded.acquire() and bounded.acquire() and not bounded.acquire(False))
        bounded.release()
        bounded.release()
        self.assertRaises(ValueError, bounded.release)
        half = self.manager.Semaphore(1.5)
        self.assertTrue(half.acquire() and half.acquire(False))

    def test_a_queue(self):
        queue = self.manager.Queue(2.5)
        for number in range(3):
            self.assertFalse(queue.full())
            queue.put(number)
        self.assertTrue(queue.full())

    @support.python_3
    def test_a_barrier(self):
        self.assertEqual(self.manager.Barrier(1.0).wait(), 0)


class ShownTest(support.ServerTest):
    def test_a_value_of_a_ctypes_type(self):
        import ctypes
        self.assertEqual(str(self.manager.Value(ctypes.c_double, 0.5)), 'Value(%r, 0.5)' % ctypes.c_double)
        self.assertEqual(str(self.manager.Value(ctypes.c_char_p, None)), 'Value(%r, None)' % ctypes.c_char_p)

    @unittest.skipIf(not hasattr(support.managers.DictProxy, '__reversed__'), '3.14 has it')
    def test_a_reversed_dict(self):
        self.assertEqual(list(reversed(self.manager.dict(a=1, b=2))), ['b', 'a'])


if __name__ == '__main__':
    unittest.main()
