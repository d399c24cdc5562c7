"""Java objects that Python reaches by its syntax, not only by calls; and factories that take arguments.

Needs the server of JavaServer.java; `run.py` does not run it of itself.
"""
import array
import collections
import os
import sys
import unittest
from multiprocessing import managers

import numpy_shapes
import support
try:
    import copyreg
except ImportError:
    import copy_reg as copyreg
from support import queue


class Plain(managers.BaseManager):
    """Knows the server's typeids, and nothing of SyncManager's."""


class Account(managers.NamespaceProxy):
    """As programs write it: attributes of all kinds, and the methods that are named."""
    _exposed_ = ('__getattribute__', '__setattr__', '__delattr__', 'deposit')

    def deposit(self, amount):
        return self._callmethod('deposit', (amount,))


for name in ['Guarded', 'Sums', 'adder', 'Job', 'longs', 'mixed', 'java_map', 'Churn', 'version', 'get_queue', 'described', 'a_type',
             'nothing', 'in_order']:
    Plain.register(name)
Plain.register('Account', proxytype=Account)
Plain.register('Closing')
Plain.register('point', proxytype=managers.NamespaceProxy)
Plain.register('a_dict', proxytype=managers.DictProxy)
Plain.register('churned_map', proxytype=managers.DictProxy)
Plain.register('churned_list', proxytype=managers.ListProxy)


class SyntaxTest(support.ServerTest):
    manager_type = Plain

    def raised(self, function, *args):
        try:
            result = function(*args)
        except Exception as error:
            return '%s: %s' % (type(error).__name__, error)
        self.fail('returned %r' % (result,))


class AttributesTest(SyntaxTest):
    def test_fields_and_properties_are_read(self):
        account = self.manager.Account('Ann')
        self.assertEqual([account.owner, account.level, account.balance, account.open], ['Ann', 1, 0.0, True])

    def test_they_are_set_through_their_setters(self):
        account = self.manager.Account('Ann')
        account.balance = 12
        account.level = 3
        account.deposit(0.5)
        self.assertEqual([account.balance, account.level], [12.5, 3])

    def test_what_a_setter_throws_arrives(self):
        account = self.manager.Account('Ann')
        self.assertEqual(self.raised(setattr, account, 'balance', -1), 'ValueError: no credit')
        self.assertIn("attribute 'level': found str", self.raised(setattr, account, 'level', 'x'))
        self.assertEqual(account.balance, 0)

    def test_what_cannot_be_set_or_is_not_there_says_so(self):
        account = self.manager.Account('Ann')
        self.assertEqual(self.raised(setattr, account, 'owner', 'Bob'),
                         "AttributeError: attribute 'owner' of 'Account' objects is not writable")
        self.assertEqual(self.raised(setattr, account, 'colour', 'red'),
                         "AttributeError: 'Account' object has no attribute 'colour'")
        self.assertEqual(self.raised(getattr, account, 'colour'),
                         "AttributeError: 'Account' object has no attribute 'colour'")
        self.assertEqual(self.raised(delattr, account, 'level'),
                         "AttributeError: attribute 'level' of 'Account' objects cannot be deleted")
        self.assertIn('it is a method', self.raised(getattr, account, 'close'))
        self.assertFalse(hasattr(account, 'colour'))

    def test_a_records_components_are_attributes(self):
        point = self.manager.point()
        self.assertEqual((point.x, point.y), (1, 2.5))
        self.assertIn('not writable', self.raised(setattr, point, 'x', 3))


class ProtocolsTest(SyntaxTest):
    def test_a_functional_interface_is_called(self):
        self.assertEqual(self.manager.adder()(3, 4), 7)
        self.assertEqual(self.manager.Job()(), 'done')

    def test_what_can_be_closed_is_used_with_with(self):
        class Closing(managers.BaseManager):
            """Makes proxies of what the server says."""
        Closing.register('Account')
        manager = support.connect(Closing)
        with manager.Account('Ann') as account:
            self.assertTrue(account.isOpen())
            inner = account
        self.assertFalse(inner.isOpen())

    def test_what_returns_itself_gives_its_own_proxy(self):
        account = self.manager.Account('Ann')
        account.deposit(1).deposit(2)
        self.assertEqual(account.balance, 3)

    def test_a_java_set_is_looked_through(self):
        longs = self.manager.longs()
        self.assertEqual(sorted(longs), [1, 2, 3])
        self.assertEqual(len(longs), 3)
        self.assertTrue(2 in longs and 2.0 in longs)
        self.assertFalse(5 in longs or 'x' in longs)

    def test_what_a_java_set_holds_is_converted(self):
        self.assertEqual(list(self.manager.mixed()), [None, {'x': 1, 'y': 2.5}])

    def test_a_map_is_iterated_over_by_a_manager_that_knows_no_iterator(self):
        self.assertEqual(list(self.manager.java_map()), ['k'])
        self.assertEqual([key for key in self.manager.java_map()], ['k'])

    def test_private_names_are_exposed_when_they_are_named(self):
        guarded = self.manager.Guarded('Ann')
        self.assertEqual((guarded._h(), len(guarded)), ('hidden', 7))
        self.assertFalse(hasattr(guarded, 'deposit'))
        self.assertEqual(guarded._callmethod('__getattribute__', ('owner',)), 'Ann')
        self.assertRaises(managers.RemoteError, guarded._callmethod, '__setattr__', ('level', 2))


class FactoriesTest(SyntaxTest):
    def test_a_factory_gives_what_is_there(self):
        names = ['%s of %d' % (kind, os.getpid()) for kind in ('orders', 'bills')]
        orders, bills = [self.manager.get_queue(name) for name in names]
        self.assertEqual([orders.get(timeout=5), bills.get(timeout=5)], names)
        orders.put('one')
        self.assertEqual(self.manager.get_queue(names[0]).get(timeout=5), 'one')
        self.assertRaises(queue.Empty, self.manager.get_queue(names[1]).get_nowait)

    def test_it_sees_the_arguments_and_gives_a_plain_value(self):
        described = self.manager.described(1, [2.5, None], name='x')
        self.assertEqual(described._getvalue(), '[1, [2.5, null]] {name=x}')
        self.assertEqual(str(self.manager.version()), "u'1.2'" if support.PYTHON_2 else "'1.2'")

    def test_it_gives_any_of_the_servers_own_types(self):
        self.assertTrue(self.manager.a_type('Lock').acquire())
        self.manager.a_type('PriorityQueue').put((1, 'a'))
        self.assertIn('KeyError', self.raised(self.manager.a_type, 'Nothing'))

    def test_one_that_gives_nothing_says_so(self):
        self.assertIn("what is registered as 'nothing' gave null", self.raised(self.manager.nothing))

    def test_a_javas_priority_queue_is_in_pythons_order(self):
        shared = self.manager.in_order()
        for item in [(2, 'b'), (1, 'z'), (2, 'a'), (1.5, b'')]:
            shared.put(item)
        self.assertEqual([shared.get(timeout=5)[0] for _ in range(4)], [1, 1.5, 2, 2])
        shared.put((1, 'a'))
        self.assertIn('TypeError', self.raised(shared.put, ('a', 1)))


class Slotted(object):
    """As a dataclass with slots is pickled: its attributes, of which there are none, and its slots."""
    __slots__ = ('x', 'y')

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __reduce_ex__(self, protocol):
        return copyreg.__newobj__, (Slotted,), (None, {'x': self.x, 'y': self.y})


def set_both(point, state):
    point.x, point.y = state['x'], state['y']


class WithASetter(Slotted):
    """As an object is pickled whose state a function sets."""
    __slots__ = ()

    def __reduce_ex__(self, protocol):
        return copyreg.__newobj__, (WithASetter,), {'x': self.x, 'y': self.y}, None, None, set_both


class ConversionsTest(SyntaxTest):
    """What parameters of declared types take."""

    def setUp(self):
        self.sums = self.manager.Sums()

    def test_arrays_of_pythons_library(self):
        for method, codes in [('doubles', 'dfhilbBHIL'), ('longs', 'hilbBHI'), ('ints', 'hilbB')]:
            for code in codes:
                values = array.array(str(code), [1, 2, 3])
                self.assertEqual(getattr(self.sums, method)(values), 6, (method, code))
        self.assertEqual(self.sums.floats(array.array(str('f'), [1.5, 2.5])), 4)
        self.assertEqual(self.sums.bytes(array.array(str('b'), [-3, 4])), 1)
        self.assertEqual(self.sums.boxed(array.array(str('d'), [1.5, 2.5])), 4)
        self.assertIn('TypeError', self.raised(self.sums.ints, array.array(str('d'), [1.5])))

    def test_numpys_of_one_dimension_and_two(self):
        for version in 1, 2:
            self.assertEqual(self.sums.doubles(numpy_shapes.array([1.5, 2.5], 'f8', version=version)), 4)
            self.assertEqual(self.sums.ints(numpy_shapes.array([1, 2], 'i4', version=version)), 3)
            self.assertEqual(self.sums.whole(numpy_shapes.Scalar('i8', 5, version)), 5)
            self.assertEqual(self.sums.real(numpy_shapes.Scalar('f8', 5.5, version)), 5.5)

    def test_what_is_like_a_list_or_a_dict(self):
        self.assertEqual(self.sums.doubles(collections.deque([1.5, 2])), 3.5)
        self.assertEqual(self.sums.doubles(numpy_shapes.array([1, 2], 'f8')), 3)
        self.assertEqual(self.sums.entries(collections.OrderedDict([('a', 1), ('b', 2)])), 3)
        self.assertEqual(self.sums.entries(collections.Counter('aab')), 3)

    @support.python_3
    def test_ranges(self):
        self.assertEqual(self.sums.ints(range(4)), 6)
        self.assertIn('MemoryError', self.raised(self.sums.longs, range(10**12)))

    def test_an_object_with_slots_is_a_record(self):
        self.assertEqual(self.sums.point(Slotted(1, 2.5)), {'x': 1, 'y': 2.5})

    @unittest.skipIf(sys.version_info < (3, 8), 'Python 3.8 has it')
    def test_an_object_whose_state_is_set_by_a_function_is_a_record(self):
        self.assertEqual(self.sums.point(WithASetter(1, 2.5)), {'x': 1, 'y': 2.5})


class ConcurrentTest(SyntaxTest):
    """The application changes the collection all the time, without any lock."""

    def setUp(self):
        self.churn = self.manager.Churn()

    def tearDown(self):
        self.churn.close()

    def test_an_operation_on_a_map_is_atomic(self):
        shared = self.churn.map()
        seen = set()
        for _ in range(1500):
            seen.add(shared.get('k', 'default'))
            seen.add(shared.pop('k', 'default'))
            seen.add(shared.setdefault('k', 'mine'))
        self.assertLessEqual(seen, {'value', 'default', 'mine'})

    def test_an_operation_on_a_list_is_atomic(self):
        shared = self.churn.list()
        for _ in range(1500):
            for operation in (shared.pop, lambda: shared[0], lambda: shared.append(2)):
                try:
                    self.assertIn(operation(), [1, 2, None])
                except IndexError as error:
                    self.assertIn(str(error), ['pop from empty list', 'pop index out of range',
                                               'list index out of range'])
