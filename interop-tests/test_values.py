"""Shared Value, Array, Namespace, Event and Iterator, against CPython's own classes."""
import array
import threading
import time
from multiprocessing import managers

from differential import DifferentialTest, local_twin, tests_of
import support

NAMESPACE = """
x.a
x.b
x.nowhere
x.new = 1
x.a = [1, {'k': (2,)}]
x.a = None
del x.a
del x.nowhere
x._callmethod('__getattribute__', ('a',))
x._callmethod('__getattribute__', ('nowhere',))
x._callmethod('__getattribute__', ('_hidden',))
x._callmethod('__getattribute__', (1,))
x._callmethod('__getattribute__', ())
x._callmethod('__getattribute__', ('a', 'b'))
x._callmethod('__setattr__', ('_hidden', 'set'))
x._callmethod('__setattr__', (1, 2))
x._callmethod('__setattr__', ('a',))
x._callmethod('__delattr__', ('_hidden',))
x._callmethod('__delattr__', ('nowhere',))
x._callmethod('__delattr__', (None,))
"""

VALUE = """
x.value
x.get()
x.set(5)
x.set(None)
x.set('any type')
x.value = 2.5
x.value = [1]
x.value += 1
x._callmethod('get', (1,))
x._callmethod('set', ())
x._callmethod('set', (1, 2))
x._callmethod('set', (), {'value': 9})
"""

ARRAY = """
x[0]
x[-1]
x[100]
x[-100]
x['a']
x[1.0]
x[None]
x[1:3]  # 3
x[::-1]  # 3
x[::2]  # 3
x[5:2]  # 3
x[:]
x[::0]
x[0] = 1
x[-1] = 1
x[100] = 1
x[0] = 2.5
x[0] = 'a'
x[0] = 'ab'
x[0] = None
x[0] = [1]
x[0] = -1
x[0] = 300
x[0] = 40000
x[0] = 2**40
x[0] = 2**70
x[0] = 10**400
x['a'] = 1
x[0:2] = array('i', [7, 8])
x[0:2] = array('d', [7, 8])
x[1:] = array('i', [])
x[::2] = array('i', [7, 8])
x[0:2] = [7, 8]
x[0:2] = 5
len(x)
[y for y in x]
list(x)
x.__getitem__()
x.__setitem__(0)
x.__len__(1)
x.__getslice__(1, 3)  # 2
x.__setslice__(0, 2, array('i', [7, 8]))  # 2
x.__setslice__(0, 2, [7, 8])  # 2
"""

ARRAYS = [(code, [1, 2, 3]) for code in 'bBhHiIlL'] + [(code, [0.5, -1.0, 3.25]) for code in 'fd']
if not support.PYTHON_2:
    ARRAYS += [('q', [1, -2**62, 3]), ('Q', [1, 2**63, 3]), ('u', u'a\u00e9\u20ac')]
else:
    ARRAYS += [('c', 'abc'), ('u', u'a\u00e9\u20ac')]


class NamespaceTest(DifferentialTest):
    def check_all(self, operation):
        attributes = dict(a=1, b=[2], _hidden=3)
        twin = local_twin(managers.NamespaceProxy, managers.Namespace(**attributes))
        self.check(operation, self.manager.Namespace(**attributes), twin)

    def state(self, x):
        names = 'a', 'b', 'new', '_hidden'
        referent = x._callmethod('#GETVALUE')
        return [getattr(referent, name, 'not there') for name in names]


class ValueTest(DifferentialTest):
    def check_all(self, operation):
        for typecode, value in [('i', 1), ('d', 1.5), ('c', 'any'), ('anything', None)]:
            twin = local_twin(managers.ValueProxy, managers.Value(typecode, value))
            self.check(operation, self.manager.Value(typecode, value), twin)

    def state(self, x):
        referent = x._callmethod('#GETVALUE')
        return referent._typecode, referent._value


class ArrayTest(DifferentialTest):
    @classmethod
    def setUpClass(cls):
        super(ArrayTest, cls).setUpClass()
        cls.proxies = [cls.manager.Array(typecode, values) for typecode, values in ARRAYS]

    @classmethod
    def tearDownClass(cls):
        del cls.proxies
        super(ArrayTest, cls).tearDownClass()

    def check_all(self, operation):
        for proxy, (typecode, values) in zip(self.proxies, ARRAYS):
            proxy[:] = array.array(typecode, values)
            twin = local_twin(managers.ArrayProxy, array.array(typecode, values))
            self.check(operation, proxy, twin, {'array': array.array})


tests_of(NamespaceTest, NAMESPACE, NamespaceTest.check_all)
tests_of(ValueTest, VALUE, ValueTest.check_all)
tests_of(ArrayTest, ARRAY, ArrayTest.check_all)


class NamespaceStoriesTest(support.ServerTest):
    def test_hidden_attributes_stay_in_the_client(self):
        shared = self.manager.Namespace()
        shared._mine = 1
        self.assertEqual(shared._mine, 1)
        self.assertRaises(AttributeError, shared._callmethod, '__getattribute__', ('_mine',))

    def test_it_shows_public_attributes_in_order_of_their_names(self):
        shared = self.manager.Namespace(b=[1, 'two'], a=2.5, _hidden=0)
        self.assertEqual(str(shared), "Namespace(a=2.5, b=[1, 'two'])")
        del shared.a
        shared.c = None
        self.assertEqual(str(shared), "Namespace(b=[1, 'two'], c=None)")
        self.assertEqual(str(self.manager.Namespace()), 'Namespace()')

    def test_the_referent_is_a_namespace(self):
        referent = self.manager.Namespace(a=1)._getvalue()
        self.assertIs(type(referent), managers.Namespace)
        self.assertEqual(referent.a, 1)

    def test_positional_arguments_are_refused(self):
        self.assertRaises(managers.RemoteError, self.manager.Namespace, 1)


class ValueStoriesTest(support.ServerTest):
    def test_it_shows_its_typecode_and_value(self):
        for typecode, value in [('i', 7), ('d', 0.1), ('c', 'x'), ('i', None)]:
            self.assertEqual(str(self.manager.Value(typecode, value)),
                             repr(managers.Value(typecode, value)))

    def test_the_lock_argument_is_taken(self):
        self.assertEqual(self.manager.Value('i', 1, lock=False).value, 1)
        self.assertEqual(self.manager.Value('i', 1, True).value, 1)
        self.assertEqual(self.manager.Value(typecode='i', value=2).value, 2)

    def test_wrong_arguments_are_refused(self):
        self.assertRaises(managers.RemoteError, self.manager.Value)
        self.assertRaises(managers.RemoteError, self.manager.Value, 'i')
        self.assertRaises(managers.RemoteError, self.manager.Value, 'i', 1, True, 4)


class ArrayStoriesTest(support.ServerTest):
    def test_it_shows_as_an_array(self):
        for typecode, values in ARRAYS:
            if typecode != 'u' or not support.PYTHON_2:
                self.assertEqual(str(self.manager.Array(typecode, values)),
                                 repr(array.array(typecode, values)))
        self.assertEqual(str(self.manager.Array('i', [])), "array('i')")

    def test_it_is_made_from_every_kind_of_iterable(self):
        for values in [[1, 2], (1, 2), range(3), {5}, {1: 2}, array.array('h', [3, 4])]:
            self.assertEqual(list(self.manager.Array('i', values)), list(values))

    @support.python_3
    def test_it_is_made_from_the_bytes_of_its_items(self):
        raw = array.array('i', [1, 2]).tobytes()
        self.assertEqual(list(self.manager.Array('i', raw)), [1, 2])
        self.assertEqual(list(self.manager.Array('B', bytearray(b'ab'))), [97, 98])

    def test_what_no_array_is_made_from_is_refused(self):
        for arguments in [('z', [1]), ('i', ['a']), ('i', [2.5]), ('b', [300]), ('i', [2**70]), ('i',), (5, [1]),
                          ('ii', [1]), ('i', 5)]:
            self.assertRaises(managers.RemoteError, self.manager.Array, *arguments)

    def test_the_referent_is_an_array(self):
        for typecode, values in ARRAYS:
            referent = self.manager.Array(typecode, values)._getvalue()
            self.assertEqual(referent, array.array(typecode, values))
            self.assertEqual(referent.typecode, typecode)


class EventTest(support.ServerTest):
    def test_it_is_set_and_cleared(self):
        shared = self.manager.Event()
        self.assertIs(shared.is_set(), False)
        self.assertIsNone(shared.set())
        self.assertIs(shared.is_set(), True)
        self.assertIsNone(shared.set())
        self.assertIsNone(shared.clear())
        self.assertIs(shared.is_set(), False)

    def test_wait_says_whether_it_was_set(self):
        shared, start = self.manager.Event(), time.time()
        self.assertIs(shared.wait(0.2), False)
        self.assertGreater(time.time() - start, 0.15)
        self.assertIs(shared.wait(0), False)
        self.assertIs(shared.wait(-1), False)
        shared.set()
        self.assertIs(shared.wait(), True)
        self.assertIs(shared.wait(5), True)

    def test_set_wakes_everyone_who_waits(self):
        shared = self.manager.Event()
        with support.Child(wait_and_say, shared) as first, support.Child(wait_and_say, shared) as second:
            for child in first, second:
                child.receive()
                child.wait_until_blocked()
            shared.set()
            self.assertEqual([first.receive(), second.receive()], [True, True])

    def test_wrong_arguments_raise_as_locally(self):
        shared, local = self.manager.Event(), threading.Event()
        for method, arguments in [('wait', ('a',)), ('wait', ([],))]:
            with self.assertRaises(TypeError):
                getattr(local, method)(*arguments)
            with self.assertRaises(TypeError):
                shared._callmethod(method, arguments)


class IteratorTest(support.ServerTest):
    def iterator(self, iterable):
        """What a dict gives: the one way in SyncManager to a shared iterator."""
        return iter(self.manager.dict(dict.fromkeys(iterable)))

    def test_it_ends_with_stop_iteration_again_and_again(self):
        shared = self.iterator([1])
        self.assertEqual(next(shared), 1)
        for _ in range(3):
            with self.assertRaises(StopIteration) as end:
                next(shared)
            self.assertEqual(end.exception.args, ())

    def test_it_is_its_own_iterator(self):
        shared = self.iterator([1, 2])
        self.assertIs(iter(shared), shared)
        self.assertEqual(sorted(shared), [1, 2])

    def test_two_loops_share_it(self):
        shared = self.iterator(range(4))
        self.assertEqual(sorted([next(shared), next(shared)] + list(shared)), [0, 1, 2, 3])

    def test_what_only_generators_have_is_missing(self):
        shared = self.iterator([1])
        for call in [lambda: shared.send(None), lambda: shared.throw(ValueError), shared.close]:
            self.assertRaises((managers.RemoteError, AttributeError), call)
        self.assertEqual(next(shared), 1)

    def test_each_interpreter_has_its_own_name_for_next(self):
        self.assertEqual(self.iterator([1])._callmethod('next' if support.PYTHON_2 else '__next__'), 1)

    def test_it_lives_on_when_its_dict_is_dropped(self):
        self.assertEqual(sorted(self.iterator('abc')), ['a', 'b', 'c'])


def wait_and_say(pipe, shared):
    shared.is_set()
    pipe.send('ready')
    pipe.send(shared.wait(30))


def survey(add):
    """For whoever compares the texts of interpreters."""
    add('namespace', NAMESPACE,
        [lambda: local_twin(managers.NamespaceProxy, managers.Namespace(a=1, b=[2], _hidden=3))])
    add('value', VALUE, [lambda: local_twin(managers.ValueProxy, managers.Value('i', 1))])
    add('array', ARRAY, [lambda code=code, values=values: local_twin(
        managers.ArrayProxy, array.array(code, values)) for code, values in ARRAYS])


if __name__ == '__main__':
    support.main()
