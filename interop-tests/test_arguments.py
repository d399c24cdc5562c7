"""What Python takes as an int, a float, a name, an iterable or a mapping is taken here too."""
import collections
import unittest

import support
from numpy_shapes import Scalar, array
from support import PYTHON_2

try:
    from collections import UserDict, UserList, UserString
except ImportError:  # Python 2
    from UserDict import UserDict
    from UserList import UserList
    from UserString import UserString


class Whole(int):
    """A whole number of a class of its own."""


class Real(float):
    """A float of a class of its own."""


class Text(str):
    """A text of a class of its own."""


class Items(list):
    """A list of a class of its own."""


class Entries(dict):
    """A dict of a class of its own."""


class Pair(tuple):
    """A tuple of a class of its own."""


class Members(set):
    """A set of a class of its own."""


Point = collections.namedtuple('Point', 'x y')
INTS = [Whole(1), Scalar('i8', 1), Scalar('i4', 1, 1), Scalar('u1', 1), Scalar('i2', 1, 2, '>')]
FLOATS = [Real(0.01), Scalar('f8', 0.01), Scalar('f4', 0.01, 1)]
ITERABLES = [Items([1, 2]), UserList([1, 2]), Point(1, 2), Pair((1, 2)), collections.deque([1, 2]), array([1, 2]),
             array([1, 2], 'u1', 1), Members([1, 2]), frozenset([1, 2]), Items([Whole(1), 2])]
MAPPINGS = [Entries(a=1), UserDict({'a': 1}), collections.OrderedDict(a=1), collections.Counter('a'),
            collections.defaultdict(int, a=1)]


def plain(values):
    return [value.value if isinstance(value, Scalar) else value for value in values]


class IntTest(support.ServerTest):
    def test_an_index(self):
        for one in INTS:
            shared = self.manager.list('abc')
            self.assertEqual(shared[one], 'b')
            shared[one] = 'B'
            self.assertEqual(shared.pop(one), 'B')
            shared.insert(one, 'x')
            del shared[one]
            self.assertEqual(shared[:], ['a', 'c'])
            self.assertEqual(shared.index('c', one), 1)
            self.assertEqual((shared * one)[:], ['a', 'c'])

    @support.python_3
    def test_bounds_of_a_slice(self):
        for one in INTS:
            shared = self.manager.list('abcd')
            self.assertEqual(shared[one:], ['b', 'c', 'd'])
            self.assertEqual(shared[:one:one], ['a'])
            shared[one:one] = 'x'
            self.assertEqual(shared[:], list('axbcd'))
            numbers = self.manager.Array('i', [1, 2, 3])
            self.assertEqual(list(numbers[one:]), [2, 3])
            self.assertEqual(numbers[one], 2)

    def test_counts(self):
        for one in INTS:
            queue = self.manager.Queue(one)
            queue.put(1)
            self.assertTrue(queue.full())
            for kind in 'Semaphore', 'BoundedSemaphore':
                semaphore = getattr(self.manager, kind)(one)
                self.assertTrue(semaphore.acquire())
                self.assertFalse(semaphore.acquire(False))
            if not PYTHON_2:
                self.assertEqual(self.manager.Barrier(one).wait(), 0)
            condition = self.manager.Condition()
            with condition:
                condition._callmethod('notify', () if PYTHON_2 else (one,))

    def test_items_of_an_array(self):
        shared = self.manager.Array('i', INTS)
        self.assertEqual(list(shared[:]), [1] * len(INTS))
        shared[0] = INTS[1]
        self.assertEqual(shared[0], 1)
        self.assertEqual(list(self.manager.Array('d', FLOATS[:2] + INTS)[:])[:3], [0.01, 0.01, 1.0])

    def test_a_key_and_a_member(self):
        for one in INTS:
            shared = self.manager.dict()
            shared[1] = 'int'
            shared[one] = 'same'
            self.assertEqual((len(shared), shared[1]), (1, 'same'))
            self.assertEqual(self.manager.list([0, 1]).index(one), 1)
            self.assertEqual(self.manager.list([0, one]).index(1), 1)

    def test_what_is_kept_stays_what_it_was(self):
        for one in INTS:
            queue = self.manager.Queue()
            queue.put(one)
            self.assertIs(type(queue.get()), type(one))
            self.assertIs(type(self.manager.list([one])[0]), type(one))


class FloatTest(support.ServerTest):
    def test_timeouts(self):
        for short in FLOATS:
            queue = self.manager.Queue()
            with self.assertRaises(support.queue.Empty):
                queue.get(True, short)
            self.assertFalse(self.manager.Event().wait(short))
            if not PYTHON_2:
                lock = self.manager.Lock()
                lock.acquire()
                self.assertFalse(lock.acquire(True, short))
                condition = self.manager.Condition()
                with condition:
                    self.assertFalse(condition.wait(short))

    def test_flags(self):
        queue = self.manager.Queue()
        for no in Scalar('b1', False), Scalar('i8', 0), Whole(0), Real(0):
            with self.assertRaises(support.queue.Empty):
                queue.get(no)

    def test_values_of_a_flag_that_says_yes(self):
        shared = self.manager.list([1, 2])
        shared.sort(reverse=Scalar('b1', True))
        self.assertEqual(shared[:], [2, 1])


class IterableTest(support.ServerTest):
    def test_everywhere(self):
        for values in ITERABLES:
            kinds = [self.manager.list(values)]
            for _ in range(3):
                kinds.append(self.manager.list())
            kinds[1].extend(values)
            kinds[2][:] = values
            kinds[3] += values
            for shared in kinds:
                self.assertEqual(plain(shared[:]), [1, 2], values)
            self.assertEqual(list(self.manager.Array('i', values)[:]), [1, 2], values)

    def test_strings(self):
        for text in Text('ab'), UserString('ab'):
            self.assertEqual([str(each) for each in self.manager.list(text)], ['a', 'b'])

    @support.python_3
    def test_rows(self):
        shared = self.manager.list(array([1, 2, 3, 4], shape=(2, 2)))
        self.assertEqual([row.tolist() for row in shared], [[1, 2], [3, 4]])

    def test_a_concatenation(self):
        self.assertEqual((self.manager.list([0]) + Items([1]))[:], [0, 1])


class MappingTest(support.ServerTest):
    def test_everywhere(self):
        for mapping in MAPPINGS:
            self.assertEqual(self.manager.dict(mapping).copy(), {'a': 1})
            shared = self.manager.dict()
            shared.update(mapping)
            self.assertEqual(shared.copy(), {'a': 1})
        self.assertEqual(self.manager.dict(Items([Pair(('a', 1)), Point('b', 2)])).copy(), {'a': 1, 'b': 2})


class NameTest(support.ServerTest):
    def test_attributes(self):
        namespace = self.manager.Namespace()
        setattr(namespace, Text('name'), 5)
        self.assertEqual(namespace._callmethod('__getattribute__', (Text('name'),)), 5)

    def test_type_codes(self):
        self.assertEqual(list(self.manager.Array(Text('i'), [1])[:]), [1])


if __name__ == '__main__':
    unittest.main()
