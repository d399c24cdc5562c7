"""Every method of Event, Lock, RLock, Semaphore, BoundedSemaphore, Condition and Barrier, against local ones."""
import re
import threading
import unittest
from multiprocessing import managers

from differential import DifferentialTest, local_twin, tests_of
import newest
import support
from support import Elsewhere

TYPES = {
    'Lock': (threading.Lock, managers.AcquirerProxy), 'RLock': (threading.RLock, managers.AcquirerProxy),
    'Semaphore': (threading.Semaphore, managers.AcquirerProxy),
    'BoundedSemaphore': (threading.BoundedSemaphore, managers.AcquirerProxy),
    'Condition': (threading.Condition, managers.ConditionProxy), 'Event': (threading.Event, managers.EventProxy),
}
if support.PYTHON_2 and not support.is_reference():
    class ReentrantLock(threading._RLock):
        """It tells the owner that it owns the lock again by 1, where every later Python says True."""

        def acquire(self, blocking=1):
            return bool(threading._RLock.acquire(self, blocking))

        __enter__ = acquire

    TYPES['RLock'] = ReentrantLock, managers.AcquirerProxy
    TYPES['Condition'] = lambda **kwds: threading.Condition(ReentrantLock(), **kwds), managers.ConditionProxy
if not support.PYTHON_2:
    TYPES['Barrier'] = threading.Barrier, managers.BarrierProxy

# What a lock's acquire takes, in whatever form it comes; x is free or has been acquired by the caller.
ACQUIRE = """
x.acquire(False)
x.acquire(0)
x.acquire(blocking=False)
x.acquire(True, 0)  # 3
x.acquire(True, 0.01)  # 3
x.acquire(timeout=0.01)  # 3
x.acquire(blocking=True, timeout=0)  # 3
x.acquire(2, 0)  # 3
x.acquire(True, False)  # 3
x.acquire(True, -2)  # 3
x.acquire(True, -0.5)  # 3
x.acquire(True, timeout=-1e-9)  # 3
x.acquire(False, 1)  # 3
x.acquire(False, 0)  # 3
x.acquire(False, -1)  # 3
x.acquire(False, -1.0)  # 3
x.acquire(False, 0.0)  # 3
x.acquire(False, 'x')  # 3
x.acquire(True, 'x')  # 3
x.acquire(True, [])  # 3
x.acquire(True, b'1')  # 3
x.acquire(True, ())  # 3
x.acquire('', 'x')  # 3.12+
x.acquire('')  # 3.12+
x.acquire([], -1)  # 3.12+
x.acquire(True, nan)  # 3
x.acquire(False, nan)  # 3
x.acquire(True, inf)  # 3
x.acquire(True, -inf)  # 3
x.acquire(False, inf)  # 3
x.acquire(True, 1e10)  # 3
x.acquire(True, 1e30)  # 3
x.acquire(True, -1e30)  # 3
x.acquire(True, 9223372036.9)  # 3
x.acquire(True, 9223372037)  # 3
x.acquire(True, 10**30)  # 3
x.acquire(True, -10**30)  # 3
x.acquire(False, 2**63)  # 3
x._callmethod('acquire', (False,))
x._callmethod('acquire', (True, None))  # 3
x._callmethod('acquire', (), {'blocking': False})  # 3
x._callmethod('acquire', (), {'timeout': 0.01})  # 3
x._callmethod('acquire', (), {'timeout': 0, 'blocking': True})  # 3
x._callmethod('acquire', (True,), {'timeout': 0})  # 3
x._callmethod('acquire', (False, 0, 1))  # 3
x._callmethod('acquire', (), {'nonsense': 1})  # 3
x._callmethod('acquire', (False,), {'blocking': 1})  # 3
x._callmethod('acquire', (False, -1), {'timeout': 1})  # 3
x.release()
[x.release(), x.release()]
[x.release(), x.release(), x.release()]
x._callmethod('release', (1,))
x._callmethod('release', (), {'n': 1})  # 3
"""

PLAIN = """
[x.acquire(False), x.acquire(False)]
[x.acquire(False), x.release(), x.acquire(False)]
with_block(x) if x.acquire(False) and not x.release() else None
"""

# Exposed since 3.14, and there before.
LOCKED = """
x._callmethod('locked')  # 3
x._callmethod('locked', (1,))  # 3
x._callmethod('locked', (), {'x': 1})  # 3
"""

REENTRANT = """
x.acquire()
x.acquire(True)
x.acquire(True, 5)  # 3
[x.acquire(), x.acquire(), x.release(), x.release()]
[x.acquire(), x.acquire(), x.release(), x.release(), x.release()]
[x.acquire(True, 9223372036) for _ in range(100)]  # 3
with_block(x)
[with_block(x), with_block(x)]
with_block(x, lambda: with_block(x, lambda: with_block(x)))
"""

COUNTED = """
x.acquire(False)
x.acquire(blocking=0)
x.acquire(True, 0)  # 3
x.acquire(True, 0.01)  # 3
x.acquire(timeout=0.01)  # 3
x.acquire(True, -1)  # 3
x.acquire(True, -0.5)  # 3
x.acquire(timeout=-inf)  # 3
x.acquire(True, inf)  # 3
x.acquire(True, 1e10)  # 3
x.acquire(True, 1e30)  # 3
x.acquire(True, 9223372037)  # 3
x.acquire(True, 10**30)  # 3
x.acquire(True, 'x')  # 3
x.acquire(True, [])  # 3
x.acquire(False, 'x')  # 3
x.acquire(False, 0)  # 3
x.acquire(False, 1)  # 3
x.acquire(False, nan)  # 3
x.acquire('', 1)  # 3
x.acquire('')
x._callmethod('acquire', (False, None))  # 3
x._callmethod('acquire', (), {'blocking': False})
x._callmethod('acquire', (), {'timeout': 0.01})  # 3
x._callmethod('acquire', (False, None, 1))  # 3
x._callmethod('acquire', (), {'nonsense': 1})  # 3
x._callmethod('acquire', (False,), {'blocking': 1})  # 3
[x.acquire(False) for _ in range(4)]
x.release()
[x.release(), x.release(), x.release()]
[x.acquire(False), x.release(), x.acquire(False), x.release(), x.release()]
x._callmethod('release', (2,))  # 3.9+
x._callmethod('release', (), {'n': 2})  # 3.9+
x._callmethod('release', (1,))  # 3.9+
x._callmethod('release', (0,))  # 3.9+
x._callmethod('release', (-1,))  # 3.9+
x._callmethod('release', (True,))  # 3.9+
x._callmethod('release', (1000,))  # 3.9+
x._callmethod('release', ('x',))  # 3.9+
x._callmethod('release', (None,))  # 3.9+
x._callmethod('release', (1, 2))  # 3.9+
x._callmethod('release', (), {'nonsense': 2})  # 3.9+
with_block(x) if x.acquire(False) and not x.release() else None
"""

EVENT = """
x.is_set()
x.set()
x.clear()
[x.set(), x.is_set(), x.wait(), x.clear(), x.is_set()]
[x.set(), x.set(), x.clear(), x.clear(), x.is_set()]
x.wait(0)
x.wait(-1)
x.wait(-0.5)
x.wait(0.01)
x.wait(timeout=0.01)
x.wait(nan)  # 3
x.wait(-inf)
x.wait(inf)  # 3
x.wait(1e10)  # 3
x.wait(9223372037)  # 3
x.wait(10**30)  # 3
x.wait(-10**30)
x.wait(True) if x.is_set() else None
x.wait(False)
x.wait('x')  # 3
x.wait([])  # 3
x.wait({})  # 3
x._callmethod('wait', (0, 1))
x._callmethod('wait', (), {'timeout': 0})
x._callmethod('wait', (), {'nonsense': 0})
x._callmethod('wait', (0,), {'timeout': 0})
x._callmethod('set', (1,))
x._callmethod('clear', (1,))
x._callmethod('is_set', (1,))
"""

CONDITION = """
x.wait(0)
x.wait(timeout=0.01)
x.wait(-1)
x.wait(nan)  # 3
x.wait(inf)  # 3
x.wait(-inf)
x.wait(9223372037)  # 3
x.wait('x')  # 3
x.wait([])  # 3
x._callmethod('wait', (0, 1))
x._callmethod('wait', (), {'timeout': 0})
x._callmethod('wait', (), {'nonsense': 0})
x.notify()
x.notify_all()
x._callmethod('notify', (0,))
x._callmethod('notify', (5,))
x._callmethod('notify', (True,))
x._callmethod('notify', (10**10,))
x._callmethod('notify', ('x',))  # 3.10+
x._callmethod('notify', (1.5,))  # 3.10+
x._callmethod('notify', (-1,))  # 3.10+
x._callmethod('notify', (), {'n': 2})
x._callmethod('notify', (1, 2))
x._callmethod('notify', (), {'nonsense': 2})
x._callmethod('notify_all', (1,))
[x.notify(), x.wait(0)]
x.wait_for(lambda: 5)  # 3
x.wait_for(lambda: 0, 0.01)  # 3
with_block(x, lambda: x.wait(0)) if x.acquire(False) and not x.release() else None
"""

BARRIER = """
[x.parties, x.n_waiting, x.broken]
x.abort()
x.reset()
[x.abort(), x.broken, x.n_waiting]
[x.abort(), x.reset(), x.broken]
[x.abort(), x.wait()]
[x.abort(), x.abort(), x.reset(), x.reset(), x.broken, x.n_waiting]
x.wait(0)
x.wait(-1)
x.wait(0.01)
x.wait(timeout=0.01)
x.wait(-inf)
x.wait('x')
x.wait([])
x.wait(inf)
x.wait(1e10)
x.wait(10**30)
[x.wait(0) if x.parties == 1 else None for _ in range(3)]
[x.abort(), x.reset(), x.wait(0)]
x._callmethod('wait', (0, 1))
x._callmethod('wait', (), {'timeout': 0})
x._callmethod('wait', (), {'nonsense': 0})
x._callmethod('abort', (1,))
x._callmethod('reset', (1,))
x._callmethod('__getattribute__', ('parties',))
x._callmethod('__getattribute__', ('nonsense',))
x._callmethod('__getattribute__', ())
x._callmethod('__getattribute__', (5,))
x._callmethod('__getattribute__', ('parties', 1))
"""


def with_block(x, body=lambda: None):
    with x as entered:
        body()
    return entered


def free_permits(x):
    """How often it can be acquired, up to 9 times; as often is it released."""
    count = 0
    while count < 9 and x.acquire(False):
        count += 1
    for _ in range(count):
        x.release()
    return count


def depth(x):
    """How often the caller may release it; it is acquired as often again."""
    count = 0
    try:
        while count < 9:
            x.release()
            count += 1
    except (RuntimeError, AssertionError):
        pass
    for _ in range(count):
        x.acquire()
    return count


STATES = {
    'Lock': free_permits, 'RLock': depth, 'Semaphore': free_permits, 'BoundedSemaphore': free_permits,
    'Condition': depth, 'Event': lambda x: x.is_set(), 'Barrier': lambda x: (x.parties, x.n_waiting, x.broken),
}
NAMES = {'with_block': with_block, 'nan': float('nan'), 'inf': float('inf')}


class PlainLockTest(DifferentialTest):
    """Lock."""


class ReentrantLockTest(DifferentialTest):
    """RLock."""


class SemaphoreTest(DifferentialTest):
    """Semaphore."""


class BoundedSemaphoreTest(DifferentialTest):
    """BoundedSemaphore."""


class EventTest(DifferentialTest):
    """Event."""


class ConditionTest(DifferentialTest):
    """Condition, with a lock of its own."""


class BarrierTest(DifferentialTest):
    """Barrier."""


def as_made(_):
    """Nothing more."""


def acquired(x):
    x.acquire()


def acquired_twice(x):
    x.acquire()
    x.acquire()


def checking(typeid, preparations, arguments=((),)):
    """A check of an operation on objects made with each of some arguments, after each of some preparations."""
    make, proxy_type = TYPES[typeid]

    def check(test, operation):
        test.state = STATES[typeid]
        for args in arguments:
            for prepare in preparations:
                shared, local = getattr(test.manager, typeid)(*args), local_twin(proxy_type, make(*args))
                prepare(shared)
                prepare(local)
                test.check(operation, shared, local, NAMES)
    return check


tests_of(PlainLockTest, ACQUIRE + PLAIN + LOCKED * (not support.is_reference()),
         checking('Lock', [as_made, acquired]))
tests_of(ReentrantLockTest, ACQUIRE + REENTRANT, checking('RLock', [as_made, acquired_twice]))
tests_of(SemaphoreTest, COUNTED, checking('Semaphore', [as_made], [(0,), (2,)]))
tests_of(BoundedSemaphoreTest, COUNTED, checking('BoundedSemaphore', [as_made, acquired], [(2,)]))
tests_of(EventTest, EVENT, checking('Event', [as_made, lambda x: x.set()]))
tests_of(ConditionTest, CONDITION, checking('Condition', [as_made, acquired]))
if not support.PYTHON_2:
    tests_of(BarrierTest, BARRIER, checking('Barrier', [as_made], [(1,), (2,), (2, None, 0.01)]))


class ConstructorTest(support.ServerTest):
    """What cannot be made: the server says so with the text that the type itself has."""

    def check(self, typeid, *args, **kwds):
        with self.assertRaises(Exception) as local:
            TYPES[typeid][0](*args, **kwds)
        with self.assertRaises(managers.RemoteError) as got:
            getattr(self.manager, typeid)(*args, **kwds)
        name, _, text = str(got.exception).rstrip('-\n').splitlines()[-1].partition(': ')
        self.assertEqual(name, type(local.exception).__name__)
        if text != str(local.exception):
            self.assertTrue(newest.accepts(local.exception, text), (text, str(local.exception)))

    def test_a_semaphore_counts_from_0(self):
        for typeid in 'Semaphore', 'BoundedSemaphore':
            self.check(typeid, -1)
            self.check(typeid, nonsense=1)

    @support.python_3
    def test_a_semaphore_counts_with_numbers(self):
        for typeid in 'Semaphore', 'BoundedSemaphore':
            self.check(typeid, 'x')
            self.check(typeid, None)
            self.check(typeid, 1, 2)

    def test_the_others_take_no_arguments(self):
        self.check('Event', nonsense=1)
        self.check('Condition', nonsense=1)
        if not support.PYTHON_2:
            self.check('Condition', None, 1)
            self.check('Lock', 1)
            self.check('Lock', nonsense=1)

    @support.python_3
    def test_a_barrier_has_parties(self):
        self.check('Barrier')
        self.check('Barrier', 1, None, None, None)
        self.check('Barrier', 1, nonsense=1)

    @support.since(3, 13)
    def test_a_barrier_has_a_party_at_least(self):
        self.check('Barrier', 0)
        self.check('Barrier', -1)
        self.check('Barrier', 'x')
        self.check('Barrier', None)

    @unittest.skipIf(support.is_reference(), 'CPython calls them')
    def test_python_functions_are_refused_with_what_to_do_instead(self):
        if not support.PYTHON_2:
            with self.assertRaises(managers.RemoteError) as refused:
                self.manager.Barrier(2, len)
            self.assertIn('TypeError: Barrier(action=...) names a Python function', str(refused.exception))
            self.assertIn('if barrier.wait() == 0: action()', str(refused.exception))
        with self.assertRaises(TypeError) as refused:
            self.manager.list([2, 1]).sort(key=support.parse_address)
        self.assertIn('values = list(...), and send those', str(refused.exception))

    @unittest.skipIf(support.is_reference(), 'CPython takes anything, and fails when it is used')
    def test_a_condition_takes_a_lock_of_the_manager(self):
        for other in 5, 'lock', self.manager.list(), self.manager.Event():
            with self.assertRaises(managers.RemoteError) as refused:
                self.manager.Condition(other)
            self.assertIn('TypeError: Condition(lock) takes a Lock or an RLock', str(refused.exception))


class ExposedTest(support.ServerTest):
    """The names that a client may call: those of CPython 3.14."""
    ACQUIRER = {'acquire', 'release', 'locked'}
    EXPOSED = {
        'Lock': ACQUIRER, 'RLock': ACQUIRER, 'Semaphore': ACQUIRER, 'BoundedSemaphore': ACQUIRER,
        'Condition': ACQUIRER | {'wait', 'notify', 'notify_all'}, 'Event': {'is_set', 'set', 'clear', 'wait'},
        'Barrier': {'__getattribute__', 'wait', 'abort', 'reset'},
    }

    def test_exposed(self):
        for typeid, names in self.EXPOSED.items():
            if typeid in TYPES:
                shared = getattr(self.manager, typeid)(*[2] * (typeid == 'Barrier'))
                got = set(support.control('get_methods', shared._token)[1])
                if support.is_reference():
                    got.update(names & {'locked'})
                self.assertEqual(got, names, typeid)

    @unittest.skipIf(support.is_reference(), '3.14 has it')
    def test_locked(self):
        for typeid in 'Lock', 'RLock', 'Condition':
            shared, other = getattr(self.manager, typeid)(), Elsewhere()
            self.assertIs(shared._callmethod('locked'), False)
            shared.acquire()
            self.assertIs(shared._callmethod('locked'), True)
            self.assertIs(other.do(shared._callmethod, 'locked'), True)
            shared.release()
            self.assertIs(shared._callmethod('locked'), False)


class ReprTest(support.ServerTest):
    """str() of a proxy, which the server answers."""

    def check(self, shared, local):
        def anonymous(text):
            return re.sub('0x[0-9a-f]+', '0x', re.sub(r'owner=[^ 0N]\S*', 'owner=somebody', text))
        got, expected = anonymous(str(shared)), anonymous(repr(local))
        if got != expected:  # 3.10 and later say more
            self.assertEqual(re.sub(': .*>$', '>', got), expected.replace(' object at ', ' at '))

    def test_lock(self):
        for typeid in 'Lock', 'RLock':
            shared, local = getattr(self.manager, typeid)(), getattr(threading, typeid)()
            self.check(shared, local)
            shared.acquire()
            local.acquire()
            self.check(shared, local)

    def test_condition(self):
        shared, local = self.manager.Condition(), threading.Condition()
        self.check(shared, local)
        shared.acquire()
        local.acquire()
        self.check(shared, local)
        if not support.is_reference():  # CPython shows the lock's proxy
            lock = self.manager.Lock()
            self.check(self.manager.Condition(lock), threading.Condition(threading.Lock()))

    def test_counts(self):
        self.check(self.manager.Semaphore(3), threading.Semaphore(3))
        self.check(self.manager.BoundedSemaphore(3), threading.BoundedSemaphore(3))
        event, local = self.manager.Event(), threading.Event()
        self.check(event, local)
        event.set()
        local.set()
        self.check(event, local)

    @support.python_3
    def test_barrier(self):
        barrier, local = self.manager.Barrier(2), threading.Barrier(2)
        self.check(barrier, local)
        barrier.abort()
        local.abort()
        self.check(barrier, local)
