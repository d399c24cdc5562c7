"""Java queues, lists and maps that an application shares: what test_queue, test_list and test_dict do not show.

Needs the server of JavaServer.java; `run.py` does not run it of itself.
"""
import signal
from multiprocessing import managers

import support
from support import queue
from test_dying_clients import get_and_say
from test_queue import join_and_say, put_and_say


class Manager(managers.SyncManager):
    """Knows the server's typeids."""


QUEUES = ['Queue', 'ArrayBlockingQueue', 'LinkedBlockingDeque', 'SynchronousQueue', 'PriorityBlockingQueue',
          'ArrayDeque', 'ConcurrentLinkedQueue']
for name in QUEUES + ['the_queue', 'Applicant', 'TreeMap']:
    Manager.register(name)
for name in 'CopyOnWriteArrayList', 'fixed', 'unchangeable', 'records', 'plain_list':
    Manager.register(name, proxytype=managers.ListProxy)
for name in 'ConcurrentHashMap', 'long_keys', 'TreeMap':
    Manager.register(name, proxytype=managers.DictProxy)


class CollectionTest(support.ServerTest):
    manager_type = Manager

    @classmethod
    def setUpClass(cls):
        super(CollectionTest, cls).setUpClass()
        cls.applicant = cls.manager.Applicant()

    @classmethod
    def tearDownClass(cls):
        del cls.applicant
        super(CollectionTest, cls).tearDownClass()

    def raised(self, function, *args):
        try:
            result = function(*args)
        except Exception as error:
            return error
        self.fail('returned %r' % (result,))

    def unbounded(self):
        """A queue of each kind that always has room."""
        for typeid in QUEUES:
            if typeid not in ('SynchronousQueue', 'ArrayBlockingQueue'):
                yield getattr(self.manager, typeid)()
        yield self.manager.ArrayBlockingQueue(10)


class QueuesTest(CollectionTest):
    """Every kind of queue that Java has."""

    def test_each_is_a_queue(self):
        for shared in self.unbounded():
            self.assertTrue(shared.empty())
            for item in 1, 2, 3:
                shared.put(item)
            self.assertEqual((shared.qsize(), shared.empty(), shared.full()), (3, False, False))
            self.assertEqual([shared.get(), shared.get(timeout=5), shared.get_nowait()], [1, 2, 3])
            self.assertRaises(queue.Empty, shared.get_nowait)
            self.assertRaises(queue.Empty, shared.get, timeout=0.01)
            self.assertRaises(ValueError, shared.get, True, -1)
            shared.task_done()
            shared.task_done()
            shared.task_done()
            self.assertRaises(ValueError, shared.task_done)
            shared.join()

    def test_a_bound_is_kept(self):
        for shared in self.manager.ArrayBlockingQueue(2), self.manager.LinkedBlockingDeque(2):
            shared.put(1)
            shared.put(2)
            self.assertTrue(shared.full())
            self.assertRaises(queue.Full, shared.put_nowait, 3)
            self.assertRaises(queue.Full, shared.put, 3, timeout=0.01)
            with support.Child(put_and_say, shared, 3) as child:
                child.receive()
                child.wait_until_blocked()
                self.assertEqual(shared.get(), 1)
                self.assertEqual(child.receive(), 'done')
            self.assertEqual([shared.get(), shared.get()], [2, 3])

    def test_a_synchronous_queue_hands_over(self):
        shared = self.manager.SynchronousQueue()
        self.assertEqual((shared.qsize(), shared.empty(), shared.full()), (0, True, True))
        self.assertRaises(queue.Full, shared.put_nowait, 1)
        with support.Child(get_and_say, shared) as child:
            child.receive()
            shared.put('handed over', timeout=10)
            self.assertEqual(child.receive(), 'handed over')

    def test_a_get_waits_for_a_put_of_another_process_and_of_the_application(self):
        for shared in list(self.unbounded()) + [self.manager.SynchronousQueue()]:
            with support.Child(get_and_say, shared) as child:
                child.receive()
                child.wait_until_blocked()
                shared.put('item')
                self.assertEqual(child.receive(), 'item')
        for shared in self.unbounded():
            with support.Child(get_and_say, shared) as child:
                child.receive()
                child.wait_until_blocked()
                self.applicant.add(shared, 'from Java')
                self.assertEqual(child.receive(), 'from Java')

    def test_a_priority_queue_has_its_own_order(self):
        shared = self.manager.PriorityBlockingQueue()
        for item in 3, 1, 2:
            shared.put(item)
        self.assertEqual([shared.get(), shared.get(), shared.get()], [1, 2, 3])
        shared.put(1)
        self.assertIsInstance(self.raised(shared.put, 'not comparable'), TypeError)

    def test_the_application_finds_its_own_types(self):
        shared = self.manager.Queue()
        for item, seen in [(1, 'Integer 1'), (u'a', 'String a'), ([1, None], 'ArrayList [1, null]'),
                           (None, 'Optional Optional.empty'), (1.5, 'Double 1.5')]:
            shared.put(item)
            self.assertEqual(self.applicant.take(shared), seen)

    def test_none_is_an_item_of_any_queue(self):
        for shared in self.unbounded():
            if 'Priority' not in shared._token.typeid:
                shared.put(None)
                self.assertEqual(shared.qsize(), 1)
                self.assertIsNone(shared.get(timeout=5))

    def test_everyone_gets_the_applications_one_queue(self):
        mine, others = self.manager.the_queue(), support.connect(Manager).the_queue()
        self.assertEqual(mine._token.id, others._token.id)

    def test_its_text_is_what_is_in_it(self):
        shared = self.manager.ArrayBlockingQueue(3)
        shared.put(1)
        shared.put([u'a'])
        self.assertEqual(str(shared), "[1, [%r]]" % u'a')
        self.assertEqual(shared._getvalue(), [1, [u'a']])


class JoinTest(CollectionTest):
    """task_done and join, which Java's queues do not have."""

    def test_join_waits_for_what_python_took_and_has_not_done(self):
        shared = self.manager.Queue()
        self.applicant.add(shared, 'by Java')
        shared.put('by Python')
        with support.Child(join_and_say, shared) as child:
            child.receive()
            child.wait_until_blocked()
            self.assertEqual([shared.get(), shared.get()], ['by Java', 'by Python'])
            shared.task_done()
            child.wait_until_blocked()
            self.assertFalse(child.pipe.poll())
            shared.task_done()
            self.assertEqual(child.receive(), 'joined')
        self.assertRaises(ValueError, shared.task_done)

    def test_what_the_application_takes_is_done(self):
        shared = self.manager.Queue()
        shared.put(1)
        with support.Child(join_and_say, shared) as child:
            child.receive()
            child.wait_until_blocked()
            self.applicant.take(shared)
            self.assertEqual(child.receive(), 'joined')

    def test_those_who_wait_for_items_do_not_keep_it_waiting(self):
        shared = self.manager.Queue()
        with support.Child(work, shared) as one, support.Child(work, shared) as other:
            for child in one, other:
                child.receive()
                child.wait_until_blocked()
            for number in range(20):
                shared.put(number)
            shared.join()
            self.assertEqual(shared.qsize(), 0)
            for _ in range(2):
                shared.put(None)
            self.assertEqual(one.receive() + other.receive(), 20)

    def test_a_killed_client_in_join_leaves(self):
        shared = self.manager.Queue()
        shared.put(1)
        with support.Child(join_and_say, shared) as child:
            child.receive()
            child.wait_until_blocked()
            child.kill()
        shared.get()
        shared.task_done()
        shared.join()


class DyingTest(CollectionTest):
    """Clients that are killed or interrupted in a get."""

    def test_a_killed_client_swallows_nothing(self):
        for shared in self.unbounded():
            with support.Child(get_and_say, shared) as child:
                child.receive()
                child.wait_until_blocked()
                child.kill()
            shared.put('item')
            self.assertEqual(shared.get(timeout=10), 'item')

    def test_what_was_interrupted_takes_nothing_and_shifts_no_answer(self):
        for shared in self.unbounded():
            with support.Child(be_interrupted_and_go_on, shared) as child:
                child.receive()
                child.wait_until_blocked()
                child.kill(signal.SIGINT)
                self.assertEqual(child.receive(), 'interrupted')
                self.assertEqual(child.receive(), 0)
                child.wait_until_blocked()
                shared.put('item')
                self.assertEqual(child.receive(), 'item')


class ListsAndMapsTest(CollectionTest):
    """Lists and maps that have rules of their own."""

    def test_the_application_finds_its_own_types(self):
        shared = self.manager.plain_list()
        shared.extend([1, 2**40, 2**70, 1.5, u'a', None, [1], (1,), {}, True])
        self.assertEqual(self.applicant.types(shared), [
            'Integer', 'Long', 'BigInteger', 'Double', 'String', 'null', 'ArrayList', 'ArrayList', 'LinkedHashMap',
            'Boolean'])
        entries = self.manager.dict({1: u'a', u'k': 1.5})
        self.assertEqual(self.applicant.types(entries), {'Integer 1': 'String', 'String k': 'Double'})

    def test_items_that_are_left_alone_stay_what_they_were(self):
        records = self.manager.records()
        records.append(1)
        records.reverse()
        del records[0:0]
        self.assertEqual(self.applicant.types(records), ['Integer', 'Day', 'Point'])
        self.assertEqual(records[:], [1, 'MONDAY', {'x': 1, 'y': 2.5}])
        self.assertEqual(records.index({'x': 1, 'y': 2.5}), 2)

    def test_a_list_of_fixed_size_can_be_sorted_and_set(self):
        fixed = self.manager.fixed()
        fixed.sort()
        fixed[0] = 5
        self.assertEqual(fixed[:], [5, 2, 3])
        self.assertIsInstance(self.raised(fixed.append, 4), NotImplementedError)
        self.assertIsInstance(self.raised(fixed.pop), NotImplementedError)

    def test_a_list_that_cannot_be_changed_can_be_read(self):
        unchangeable = self.manager.unchangeable()
        self.assertEqual(list(unchangeable), [1])
        self.assertIsInstance(self.raised(unchangeable.append, 2), NotImplementedError)

    def test_a_concurrent_list(self):
        shared = self.manager.CopyOnWriteArrayList([3, 1])
        shared.append(2)
        shared.sort()
        shared[1:2] = [7, 8]
        self.assertEqual(shared[:], [1, 7, 8, 3])

    def test_a_concurrent_map_has_no_none(self):
        shared = self.manager.ConcurrentHashMap({'a': 1})
        for key, value in [(None, 1), ('a', None)]:
            error = self.raised(shared.__setitem__, key, value)
            self.assertIsInstance(error, TypeError)
            self.assertIn('java.util.concurrent.ConcurrentHashMap, which cannot hold None as a', str(error))
        self.assertIsNone(shared.get(None))
        self.assertNotIn(None, shared)
        self.assertEqual(shared.copy(), {'a': 1})

    def test_a_sorted_map_keeps_its_order_and_its_type_of_keys(self):
        shared = self.manager.TreeMap({'b': 2, 'a': 1})
        shared['c'] = 3
        self.assertEqual(shared.keys(), ['a', 'b', 'c'])
        self.assertIsInstance(self.raised(shared.__setitem__, 1, 2), TypeError)
        self.assertNotIn(1, shared)
        self.assertEqual(shared.popitem(), ('c', 3))

    def test_an_int_finds_whatever_whole_number_is_the_key(self):
        shared = self.manager.long_keys()
        self.assertEqual(shared[5], 'a Long')
        self.assertEqual(shared[5.0], 'a Long')
        shared[5] = 'set'
        self.assertEqual(shared.items(), [(5, 'set')])

    def test_a_map_is_iterated_over_and_merged(self):
        shared = self.manager.dict({'a': 1})
        self.assertEqual(list(iter(shared)), ['a'])
        self.assertEqual(shared._callmethod('__or__', ({'b': 2},)), {'a': 1, 'b': 2})
        self.assertEqual(str(shared), str({u'a': 1}))


def work(pipe, shared):
    shared.qsize()
    pipe.send('ready')
    done = 0
    while shared.get() is not None:
        done += 1
        shared.task_done()
    pipe.send(done)


def be_interrupted_and_go_on(pipe, shared):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    shared.qsize()
    pipe.send('ready')
    try:
        shared.get()
    except KeyboardInterrupt:
        pipe.send('interrupted')
    pipe.send(shared.qsize())
    pipe.send(shared.get())


if __name__ == '__main__':
    support.main()
