"""Every method of 3.14's shared set, against a local set; older clients get a proxy type of the same names."""
import sys
import unittest
from multiprocessing import managers

from differential import DifferentialTest, local_twin, tests_of
import support
from support import Child

NAMES = (
    '__and__', '__class_getitem__', '__contains__', '__iand__', '__ior__', '__isub__', '__iter__', '__ixor__', '__len__',
    '__or__', '__rand__', '__ror__', '__rsub__', '__rxor__', '__sub__', '__xor__', '__ge__', '__gt__', '__le__', '__lt__',
    'add', 'clear', 'copy', 'difference', 'difference_update', 'discard', 'intersection', 'intersection_update',
    'isdisjoint', 'issubset', 'issuperset', 'pop', 'remove', 'symmetric_difference', 'symmetric_difference_update',
    'union', 'update')
SetProxy = getattr(managers, 'SetProxy', None) or managers.MakeProxyType(str('SetProxy'), NAMES)
if not hasattr(managers, 'SetProxy'):
    SetProxy.__module__ = __name__  # it is pickled by name

STARTS = [[], [1], [1, 2.5, 'a', None, (1, (2,)), b'k', frozenset([1])], [3, 2, 1, 10**30, 'b']]

OPERATIONS = """
len(x)
1 in x
1.0 in x
True in x
'a' in x
(1, (2,)) in x
(1, [2]) in x
{1} in x
frozenset([1]) in x
[] in x
{} in x
bytearray() in x
None not in x
sorted(map(repr, x))  # 3
[member in x for member in x]  # 3
x.add(1)
x.add(True)
x.add(1.0)
x.add('new')
x.add(None)
x.add((1, 2))
x.add(frozenset([1]))
x.add([])
x.add({})
x.add({1})
x.add((1, []))
x.add()
x.add(1, 2)
x.discard(1)
x.discard(True)
x.discard('nowhere')
x.discard({1})
x.discard([])
x.discard()
x.remove(1)
x.remove(1.0)
x.remove('nowhere')
x.remove((1, 'nowhere'))
x.remove({1})
x.remove({'nowhere'})
x.remove([])
x.remove()
x.pop(1)
x.pop() if len(x) == 1 else None
x.pop() if not len(x) else None  # 3
x.clear()
x.clear(1)
[x.clear(), x.add(1), len(x)]
x.copy()
x.copy(1)
x.union()
x.union([1, 'u'])
x.union({1}, (2,), 'xy', {'k': 'v'}, frozenset([3]))
x.union(5)
x.union(None)
x.union([[]])
x.union([1], 5)
x.intersection()
x.intersection([1, 1, 2.5])
x.intersection({1, 'a'}, 'ab', [1])
x.intersection({1: 'v'})
x.intersection(5)
x.intersection([[]])
x.difference()
x.difference([1])
x.difference({1}, 'ab', (None,))
x.difference({1: 'v'})
x.difference(5)  # 3.9+
x.symmetric_difference([1, 'new'])
x.symmetric_difference({1, 2.5})
x.symmetric_difference('aab')
x.symmetric_difference(5)
x.symmetric_difference()
x.symmetric_difference([1], [2])
x.update()
x.update([1, 'new'])
x.update({1}, 'xy', {'k': 'v'})
x.update(5)
x.update([1, 'kept'], 5)
x.update(['kept', [], 'lost'])
x.intersection_update()
x.intersection_update([1, 'a'])
x.intersection_update([1, 'a'], [1])
x.intersection_update(5)
x.difference_update()
x.difference_update([1])
x.difference_update([1], 'ab')
x.difference_update(5)  # 3.9+
x.difference_update([1], 5)  # 3.9+
x.symmetric_difference_update([1, 'new'])
x.symmetric_difference_update('aab')
x.symmetric_difference_update(5)
x.symmetric_difference_update()
x.isdisjoint([])
x.isdisjoint([1])
x.isdisjoint('ab')
x.isdisjoint({1, 2})
x.isdisjoint(5)
x.isdisjoint([[]])
x.issubset([1])
x.issubset([1, 2.5, 'a', None, (1, (2,)), b'k', frozenset([1]), 7])
x.issubset('ab')
x.issubset(5)
x.issubset({1: 2})
x.issuperset([1])
x.issuperset([])
x.issuperset('ab')
x.issuperset({1, 2})
x.issuperset(5)
x | {1, 'o'}
x | frozenset('ab')
x | set()
x & {1, 'a'}
x - {1, 'a'}
x ^ {1, 'o'}
{1, 'o'} | x
{1, 'o'} & x
{1, 'o'} - x
{1, 'o'} ^ x
frozenset([1, 'o']) | x
frozenset([1, 'o']) - x
frozenset([1, 'o']) & x
frozenset([1, 'o']) ^ x
x | frozenset([1, 'o'])
x ^ frozenset([1, 'o'])
x <= {1}
x <= {1, 2.5, 'a', None, (1, (2,)), b'k', frozenset([1])}
x < {1}
x < {1, 2.5, 'a', None, (1, (2,)), b'k', frozenset([1]), 7}
x >= {1}
x >= set()
x > {1}
x > set()
{1} <= x
{1} < x
{1} >= x
{1} > x
x | [1]  # 3
x & 'a'  # 3
x - {1: 2}  # 3
x ^ 5  # 3
[1] | x  # 3
5 - x  # 3
x <= [1]  # 3
x > 5  # 3
x.__or__([1])  # 3
x.__rsub__([1])  # 3
x.__ge__(5)  # 3
x.__iand__([1])  # 3
x.__ior__({1, 'i'}) is not NotImplemented
x.__iand__({1, 'i'}) is not NotImplemented
x.__isub__({1, 'i'}) is not NotImplemented
x.__ixor__({1, 'i'}) is not NotImplemented
x.__or__()
x.__or__({1}, {2})
x.__len__(1)
x.__contains__()
"""

ROUND = [u'a', u'b', 1, (2, 3), None]


class SetManager(managers.SyncManager):
    """3.14's has sets; the proxy type of older ones is made here."""


SetManager.register('set', proxytype=SetProxy)


class SetTest(DifferentialTest):
    manager_type = SetManager

    def check_all(self, operation):
        shared = self.manager.set()
        for items in STARTS:
            shared.clear()
            shared.update(items)
            self.check(operation, shared, local_twin(SetProxy, set(items)))


tests_of(SetTest, OPERATIONS, SetTest.check_all)


class SetStoriesTest(support.ServerTest):
    manager_type = SetManager

    def test_what_it_is_made_of(self):
        for items in [[], (1, 1.0, True), 'aab', {'k': 'v'}, {1, 2}, frozenset([1])]:
            self.assertEqual(self.manager.set(items).copy(), set(items))
        self.assertEqual(self.manager.set().copy(), set())

    def test_what_it_cannot_be_made_of(self):
        for args in [(5,), ([[]],), (None,), ([1], [2])]:
            with self.assertRaises(TypeError) as expected:
                set(*args)
            with self.assertRaises(managers.RemoteError) as got:
                self.manager.set(*args)
            self.assertIn('TypeError', str(got.exception))
            if sys.version_info >= (3, 8):
                self.assertIn(str(expected.exception), str(got.exception))

    def test_names(self):
        shared = self.manager.set()
        self.assertEqual(set(support.control('get_methods', shared._token)[1]), set(NAMES))

    @support.since(3, 9)
    def test_class_getitem(self):
        self.assertEqual(self.manager.set()._callmethod('__class_getitem__', (int,)), set[int])

    def test_str(self):
        self.assertEqual(str(self.manager.set([1])), repr({1}))
        self.assertEqual(str(self.manager.set()), repr(set()))

    def test_its_value_is_a_set_of_its_own(self):
        shared = self.manager.set([1])
        copy = shared._getvalue()
        copy.add(2)
        self.assertEqual(shared.copy(), {1})

    def test_a_shared_set_is_as_good_as_its_members_where_any_iterable_is(self):
        if not (support.is_reference() and support.PYTHON_2):  # which cannot send an iterator
            self.assertEqual(self.manager.set(self.manager.set([5, 6])).copy(), {5, 6})
        first, second, shared = self.manager.set([1, 2]), self.manager.set([2, 3]), self.manager.list([2, 9])
        self.assertEqual(first.union(second), {1, 2, 3})
        self.assertEqual(first.intersection(second), {2})
        first.update(second, shared)
        self.assertEqual(first.copy(), {1, 2, 3, 9})
        self.assertTrue(first.issuperset(second))
        listed = self.manager.list()
        listed.extend(second)
        self.assertEqual(sorted(listed[:]), [2, 3])

    def test_pop_gives_each_once(self):
        shared, got = self.manager.set(range(20)), []
        while len(shared):
            got.append(shared.pop())
        self.assertEqual(sorted(got), list(range(20)))
        with self.assertRaises(KeyError) as expected:
            set().pop()
        with self.assertRaises(KeyError) as empty:
            shared.pop()
        self.assertEqual(empty.exception.args, expected.exception.args)

    def test_four_processes_add_to_one_set(self):
        shared = self.manager.set()
        children = [Child(add_numbers, shared, number * 5, number * 5 + 10) for number in range(4)]
        for child in children:
            child.receive()
            child.__exit__()
        self.assertEqual(shared.copy(), set(range(25)))

    def test_members_of_every_hashable_kind_come_back(self):
        for member in ROUND + [2**70, 1.5, float('inf'), 1j, frozenset([u'n', frozenset()])]:
            shared = self.manager.set()
            shared.add(member)
            self.assertIn(member, shared)
            self.assertEqual(shared.copy(), {member})
            self.assertEqual(type(list(shared.copy())[0]), type(member))
            shared.remove(member)
            self.assertEqual(len(shared), 0)

    def test_a_member_is_kept_as_it_came_first(self):
        shared = self.manager.set([1])
        shared.add(1.0)
        shared.update([True])
        self.assertEqual([type(member) for member in shared.copy()], [int])

    @unittest.skipIf(support.is_reference(), 'the proxies of a server are not equal to those of a client there')
    def test_proxies_are_members(self):
        shared, inner = self.manager.set(), self.manager.list([1])
        shared.add(inner)
        self.assertIn(inner, shared)
        member, = shared.copy()
        self.assertEqual(list(member), [1])


def add_numbers(pipe, shared, first, last):
    for number in range(first, last):
        shared.add(number)
    pipe.send('done')


if __name__ == '__main__':
    support.main()
