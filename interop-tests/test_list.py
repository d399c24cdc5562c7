"""Every method of a shared list, against a local list."""
import decimal
import unittest
from multiprocessing import managers

from differential import DifferentialTest, local_twin, tests_of
import support

STARTS = [[], [1], [3, 1, 2], ['b', 'a', 'c', 'a'], [1, 2.5, True, None, 'x', (1, 2), [3]], list(range(10))]

OPERATIONS = """
x.append(4)
x.append([1, 2])
x.append(None)
x.append()
x.append(1, 2)
x.extend([4, 5])
x.extend((4, 5))
x.extend('ab')
x.extend({'k': 1})
x.extend({7})
x.extend(frozenset([7]))
x.extend(range(3))
x.extend(b'ab')
x.extend(bytearray(b'ab'))
x.extend([])
x.extend(None)
x.extend(5)
x.extend(1.5)
x.extend(True)
x.insert(0, 'first')
x.insert(2, 'third')
x.insert(-1, 'last but one')
x.insert(100, 'last')
x.insert(-100, 'first')
x.insert(True, 'second')
x.insert('a', 1)
x.insert(1.0, 1)
x.insert(None, 1)
x.insert(2**70, 1)
x.insert(1)
x.insert()
x.pop()
x.pop(0)
x.pop(1)
x.pop(-1)
x.pop(-2)
x.pop(100)
x.pop(-100)
x.pop(True)
x.pop('a')
x.pop(1.0)
x.pop(None)
x.pop(2**70)
x.pop(1, 2)
x.remove(1)
x.remove('a')
x.remove(None)
x.remove([3])
x.remove(2.5)
x.remove('nowhere')
x.remove()
x.remove(1, 2)
x.reverse()
x.reverse(1)
x.sort()  # 3
x.sort(reverse=True)  # 3
x.sort(reverse=False)  # 3
x.sort(reverse=1)  # 3
x.sort(key=None)  # 3
x.sort(key=None, reverse=True)  # 3
x.sort(True)  # 3
x.sort(reverse='a')  # 3.12+
x.sort(reverse=None)  # 3.12+
x.sort(nonsense=1)
x.index(1)
x.index('a')
x.index(2.5)
x.index('a', 2)
x.index('a', 2, 3)
x.index('a', -3, -1)
x.index('a', -100, 100)
x.index('nowhere')
x.index((1, 2))  # not Java
x.index([3])
x.index(None)
x.index(1, 'a')
x.index(1, None)
x.index(1, 0, 0)
x.index()
x.index(1, 0, 1, 2)
x.index(2.0)
x.count(1)
x.count('a')
x.count(1.0)
x.count(None)
x.count([3])
x.count('nowhere')
x.count()
x.count(1, 2)
x[0]
x[1]
x[-1]
x[-2]
x[100]
x[-100]
x[True]
x['a']
x[1.0]
x[None]
x[(1, 2)]
x[2**70]
x[:]
x[1:]
x[:2]
x[1:3]
x[-2:]
x[:-1]
x[5:2]
x[-100:100]
x[::2]
x[1::2]
x[::-1]
x[-1::-2]
x[3:0:-1]
x[10:0:-3]
x[::0]
x[::'a']
x['a':]
x[1.0:2]
x[None:None:None]
x[True:]
x[:2**70]
x[-2**70:2**70:2**70]
x[0] = 'set'
x[1] = None
x[-1] = 'set'
x[100] = 'set'
x[-100] = 'set'
x['a'] = 'set'
x[1.0] = 'set'
x[None] = 'set'
x[:] = []
x[:] = [7, 8]
x[1:2] = [7, 8, 9]
x[1:3] = 'ab'
x[1:3] = ()
x[1:3] = {'k': 1}
x[0:0] = [7]
x[100:] = [7]
x[5:2] = [7]
x[-2:] = (7,)
x[:] = 5
x[:] = None
x[1:2] = 5
x[::2] = [7]
x[::2] = [7, 8]
x[::2] = [7, 8, 9, 10, 11]
x[::2] = []
x[::-1] = list(range(len(x)))
x[1::2] = 'ab'
x[::2] = 5
x[::2] = None
x[::0] = [1]
x[9:0:-3] = [7, 8, 9]
del x[0]
del x[1]
del x[-1]
del x[100]
del x[-100]
del x['a']
del x[1.0]
del x[None]
del x[:]
del x[1:]
del x[1:3]
del x[-2:]
del x[5:2]
del x[::2]
del x[::-2]
del x[::0]
del x['a':]
x + [4]
x + []
x + (4,)
x + 'a'
x + None
x * 2
x * 0
x * -1
x * True
x * 'a'
x * 1.5
x * None
x * [1]
3 * x
x *= 2
x *= 0
x *= -3
x *= 'a'
x *= 1.5
x += [4, 5]
x += 'ab'
x += (4,)
x += 5
x += None
x += {'k': 1}
len(x)
1 in x
'a' in x
2.5 in x
None in x
(1, 2) in x  # not Java
[3] in x
1.0 in x
'nowhere' in x
5 not in x
[y for y in x]
list(x)
tuple(x)
sorted(map(repr, x))
list(reversed(x))  # 3
x.__getitem__()
x.__getitem__(0, 1)
x.__setitem__(0)
x.__delitem__()
x.__contains__()
x.__contains__(1, 2)
x.__len__(1)
x.__add__()
x.__mul__()
x.__imul__()
x.__rmul__()
x.__reversed__(1)
x.pop(index=0)
x.append(object=1)
x.index(value=1)
x.__getslice__(1, 3)  # 2
x.__getslice__(-2, 100)  # 2
x.__getslice__(1)  # 2
x.__getslice__('a', 3)  # 2
x.__setslice__(1, 3, [7, 8, 9])  # 2
x.__setslice__(1, 3, 5)  # 2
x.__setslice__(1, 3)  # 2
x.__delslice__(1, 3)  # 2
x.__delslice__(-100, 100)  # 2
x.__delslice__(1)  # 2
"""


class ListTest(DifferentialTest):
    """Each operation on each of the lists a test starts from."""

    def check_all(self, operation):
        proxy = self.manager.list()
        for start in support.as_java_has_it(STARTS) if support.is_java() else STARTS:
            proxy[:] = start
            self.check(operation, proxy, local_twin(managers.ListProxy, list(start)))


tests_of(ListTest, OPERATIONS, ListTest.check_all)


class ListStoriesTest(support.ServerTest):
    """What one operation alone does not show."""

    @support.not_javas('it is made by its own constructors')
    def test_a_list_is_made_from_every_kind_of_iterable(self):
        for given in [[1, 2], (1, 2), 'ab', {1: 2}, {3}, frozenset([3]), range(4), b'ab', bytearray(b'ab')]:
            self.assertEqual(self.manager.list(given)[:], list(given))
        self.assertEqual(self.manager.list()[:], [])

    def test_what_no_list_is_made_from_is_refused(self):
        for arguments in [(5,), (None,), (1, 2)]:
            self.assertRaises(managers.RemoteError, self.manager.list, *arguments)

    def test_add_returns_a_plain_list_and_leaves_the_shared_one(self):
        shared = self.manager.list([1])
        self.assertIs(type(shared + [2]), list)
        self.assertEqual(shared[:], [1])

    def test_in_place_operators_keep_the_proxy(self):
        shared = original = self.manager.list([1])
        shared += [2]
        shared *= 2
        self.assertIs(shared, original)
        self.assertEqual(shared[:], [1, 2, 1, 2])

    def test_a_result_is_a_copy(self):
        shared = self.manager.list([[1]])
        shared[0].append(2)
        self.assertEqual(shared[:], [[1]])

    def test_a_list_can_hold_more_than_a_frame_of_16_kilobytes(self):
        shared = self.manager.list(list(range(100000)))
        self.assertEqual(len(shared), 100000)
        self.assertEqual(shared[:], list(range(100000)))
        self.assertEqual(shared[99990:], list(range(99990, 100000)))

    def test_sort_is_stable_and_numeric_across_types(self):
        for values in [[3, 1.5, True, -2, 10**30, 0.0], [1, 1.0, True], [(2, 'b'), (1, 'z'), (2, 'a')],
                       [[2], [1, 5], [1]], ['b', 'B', 'a', ''], [b'b', b'a'], [2**64, 2.0**64, 2**64 - 1]]:
            values = support.as_java_has_it(values) if support.is_java() else values
            shared = self.manager.list(values)
            shared.sort()
            self.assertEqual(list(map(repr, shared)), list(map(repr, sorted(values))))
            shared.sort(reverse=True)
            self.assertEqual(list(map(repr, shared)), list(map(repr, sorted(sorted(values), reverse=True))))

    @unittest.skipIf(support.is_reference(), 'CPython calls what it is sent')
    def test_a_sort_key_is_not_called(self):
        shared = self.manager.list(['bb', 'a'])
        self.assertRaises(Exception, shared.sort, key=support.parse_address)
        self.assertEqual(shared[:], ['bb', 'a'])

    @support.python_3
    def test_what_cannot_be_sorted_raises_as_locally(self):
        for values in [[1, 'a'], [None, 1], [{}, {}], [1, 2, 'a', 0], [(1, 'a'), (1, 2)], [1j, 2j]]:
            shared = self.manager.list(values)
            with self.assertRaises(TypeError) as local:
                values.sort()
            with self.assertRaises(TypeError) as remote:
                shared.sort()
            self.assertEqual(remote.exception.args, local.exception.args)

    def test_values_compare_as_in_python(self):
        nan = float('nan')
        shared = self.manager.list([1, True, 1.0, 'a', b'b', (1, 2.0), nan, 2**70, decimal.Decimal('1.5')])
        self.assertEqual(shared.count(1), 3)
        self.assertEqual(shared.count(1.0), 3)
        self.assertEqual(shared.count(1 + 0j), 3)
        self.assertEqual(shared.count((1.0, 2)), 1)
        self.assertEqual(shared.count(nan), 0)
        self.assertEqual(shared.count(2**70), 1)
        self.assertEqual(shared.count(decimal.Decimal('1.5')), 1)
        self.assertEqual(shared.index(1, 1), 1)

    def test_iterating_sees_what_is_appended_meanwhile(self):
        shared, seen = self.manager.list([1, 2]), []
        for value in shared:
            seen.append(value)
            if len(seen) < 4:
                shared.append(value * 10)
        self.assertEqual(seen, [1, 2, 10, 20, 100])

    def test_two_processes_share_it(self):
        shared = self.manager.list()
        with support.Child(append_numbers, shared) as child:
            child.receive()
        self.assertEqual(shared[:], list(range(50)))


def append_numbers(pipe, shared):
    for number in range(50):
        shared.append(number)
    pipe.send('done')


if __name__ == '__main__':
    support.main()
