"""Every method of a shared dict, against a local dict."""
from multiprocessing import managers
import collections
import datetime
import decimal
import fractions
import uuid

from differential import DifferentialTest, local_twin, tests_of
import support

STARTS = [[], [('a', 1)], [('b', 2), ('a', 1), ('c', [3])], [(1, 'one'), ((1, 2), None), (None, 2.5), (b'k', 'v')]]

OPERATIONS = """
x['a']
x['b']
x[1]
x[1.0]
x[True]
x[(1, 2)]
x[(1.0, 2)]
x[None]
x[b'k']
x['nowhere']
x[2.5]
x[('no', 'where')]
x[[]]
x[{}]
x[(1, [])]
x[{1}]
x[bytearray()]
x[frozenset()]
x['a'] = 'set'
x['new'] = 'set'
x[1.0] = 'set'
x[None] = None
x[(1, 2)] = {'nested': [1]}
x[frozenset([1, 2])] = 1
x[2**70] = 1
x[[]] = 1
x[{}] = 1
x[{1}] = 1
x[(1, {})] = 1
x[''] = ''
del x['a']
del x[True]
del x['nowhere']
del x[[]]
'a' in x
1.0 in x
(1, 2) in x
'nowhere' in x
'nowhere' not in x
[] in x
{} in x
len(x)
list(x)  # 3.7+
sorted(map(repr, x))  # not Java
[key for key in x]  # 3.7+
dict(x)
x.get('a')
x.get('nowhere')
x.get('nowhere', 5)
x.get('a', 5)
x.get(1.0, [])
x.get('nowhere', None)
x.get()
x.get(1, 2, 3)
x.get([])
x.get('nowhere', default=5)
x.keys()  # 3.7+
x.values()  # 3.7+
x.items()  # 3.7+
sorted(map(repr, x.keys()))  # not Java
sorted(map(repr, x.values()))  # not Java
sorted(map(repr, x.items()))  # not Java
x.keys(1)
x.values(1)
x.items(1)
x.copy()
x.copy(1)
x.clear()
x.clear(1)
x.pop('a')
x.pop('nowhere')
x.pop('nowhere', 5)
x.pop('nowhere', None)
x.pop('a', 5)
x.pop(True)
x.pop()
x.pop(1, 2, 3)
x.pop([])
x.popitem()  # 3.7+
x.popitem(1)
x.popitem(last=False)
x.setdefault('a')
x.setdefault('nowhere')
x.setdefault('nowhere', 5)
x.setdefault('a', 5)
x.setdefault(1.0, 5)
x.setdefault()
x.setdefault([])
x.setdefault(1, 2, 3)
x.update({'a': 'new', 'z': 26})
x.update([('a', 'new'), ('z', 26)])
x.update((('a', 'new'),))
x.update([['a', 'new']])
x.update(['ab', 'cd'])
x.update(a='new', z=26)
x.update({'a': 'new'}, a='newer')
x.update([('y', 25)], z=26)
x.update()
x.update({})
x.update([])
x.update(None)
x.update(5)
x.update('ab')
x.update([1])
x.update([None])
x.update([(1, 2, 3)])
x.update([('ok', 1), (2,)])
x.update([('ok', 1), ([], 2)])
x.update({}, {})
x.update({'a': 1}, None, z=1)
x.__getitem__()
x.__getitem__(1, 2)
x.__setitem__(1)
x.__delitem__()
x.__contains__()
x.__len__(1)
x.has_key('a')  # 2
x.has_key(1.0)  # 2
x.has_key('nowhere')  # 2
x.has_key([])  # 2
x.has_key()  # 2
"""


class DictTest(DifferentialTest):
    """Each operation on each of the dicts a test starts from."""

    def check_all(self, operation):
        proxy = self.manager.dict()
        for start in STARTS:
            proxy.clear()
            proxy.update(start)
            self.check(operation, proxy, local_twin(managers.DictProxy, dict(start)))


tests_of(DictTest, OPERATIONS, DictTest.check_all)

Point = collections.namedtuple('Point', 'x y')


class DictStoriesTest(support.ServerTest):
    """What one operation alone does not show."""

    @support.not_javas('it is made by its own constructors')
    def test_a_dict_is_made_from_everything_that_dict_takes(self):
        self.assertEqual(self.manager.dict({'a': 1}).copy(), {'a': 1})
        self.assertEqual(self.manager.dict([('a', 1), ('b', 2)]).copy(), {'a': 1, 'b': 2})
        self.assertEqual(self.manager.dict(a=1, b=2).copy(), {'a': 1, 'b': 2})
        self.assertEqual(self.manager.dict({'a': 1}, b=2).copy(), {'a': 1, 'b': 2})
        self.assertEqual(self.manager.dict().copy(), {})

    def test_what_no_dict_is_made_from_is_refused(self):
        for arguments in [(5,), ([1],), ({}, {}), ([([], 1)],)]:
            self.assertRaises(managers.RemoteError, self.manager.dict, *arguments)

    def test_keys_that_are_equal_are_one_key_and_the_first_stays(self):
        shared = self.manager.dict()
        shared[1] = 'int'
        shared[1.0] = 'float'
        shared[True] = 'bool'
        self.assertEqual([(repr(key), value) for key, value in shared.items()], [('1', 'bool')])
        shared[0.0] = 1
        self.assertEqual(shared[-0.0], 1)
        self.assertEqual(shared[False], 1)

    def test_a_large_int_and_its_float_are_one_key(self):
        shared = self.manager.dict({2**70: 'int'})
        self.assertEqual(shared[2.0**70], 'int')

    @support.since(3, 7)
    def test_order_is_that_of_insertion_and_a_key_set_again_keeps_its_place(self):
        shared = self.manager.dict()
        for key in 'zyx':
            shared[key] = 1
        shared['z'] = 2
        self.assertEqual(shared.keys(), ['z', 'y', 'x'])
        del shared['z']
        shared['z'] = 3
        self.assertEqual(shared.keys(), ['y', 'x', 'z'])
        self.assertEqual(shared.popitem(), ('z', 3))
        self.assertEqual(list(shared), ['y', 'x'])

    def test_iteration_goes_through_an_iterator_on_the_server(self):
        shared = self.manager.dict({'a': 1, 'b': 2, 'z': 3})
        iterator = iter(shared)
        self.assertIsInstance(iterator, managers.IteratorProxy)
        self.assertEqual(sorted(iterator), ['a', 'b', 'z'])
        self.assertRaises(StopIteration, next, iterator)

    def test_a_dict_that_changes_size_ends_its_iteration_as_locally(self):
        shared, local = self.manager.dict({'a': 1}), {'a': 1}
        remote, here = iter(shared), iter(local)
        shared['b'] = local['b'] = 2
        with self.assertRaises(RuntimeError) as expected:
            next(here)
        with self.assertRaises(RuntimeError) as got:
            next(remote)
        self.assertEqual(got.exception.args, expected.exception.args)

    def test_keys_of_classes_that_the_server_does_not_know_are_found_by_structure(self):
        keys = [datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12), decimal.Decimal('1.5'),
                fractions.Fraction(1, 3), uuid.UUID(int=5), Point(1, 2), datetime.timedelta(3),
                (Point(1, 2), frozenset(['a', 1])), 3 + 4j]
        shared = self.manager.dict()
        for number, key in enumerate(keys):
            shared[key] = number
        for number, key in enumerate(keys):
            self.assertEqual(shared[key], number)
            self.assertIn(key, shared)
        self.assertEqual(len(shared), len(keys))
        self.assertEqual(set(shared.keys()), set(keys))

    def test_the_or_operator_is_not_on_the_proxy(self):
        shared = self.manager.dict({'a': 1})
        # CPython's DictProxy exposes no __or__ up to 3.13.
        if '__or__' not in managers.DictProxy._exposed_:
            self.assertRaises(TypeError, lambda: shared | {'b': 2})
            return
        self.assertEqual(shared | {'b': 2}, {'a': 1, 'b': 2})
        self.assertEqual({'b': 2} | shared, {'a': 1, 'b': 2})
        shared |= {'b': 2}
        self.assertEqual(shared.copy(), {'a': 1, 'b': 2})

    def test_a_value_is_a_copy(self):
        shared = self.manager.dict({'a': [1]})
        shared['a'].append(2)
        self.assertEqual(shared['a'], [1])

    def test_ten_thousand_entries(self):
        shared = self.manager.dict()
        shared.update(dict((number, str(number)) for number in range(10000)))
        self.assertEqual(len(shared), 10000)
        self.assertEqual(shared[9999], '9999')
        self.assertEqual(shared.copy(), dict((number, str(number)) for number in range(10000)))

    def test_two_processes_share_it(self):
        shared = self.manager.dict()
        with support.Child(enter_numbers, shared) as child:
            child.receive()
        self.assertEqual(shared.copy(), dict((number, -number) for number in range(50)))


def enter_numbers(pipe, shared):
    for number in range(50):
        shared[number] = -number
    pipe.send('done')


if __name__ == '__main__':
    support.main()
