"""Every method of the shared Queue and JoinableQueue, against a local queue."""
import time
import unittest
from multiprocessing import managers

from differential import DifferentialTest, local_twin, tests_of
import support
from support import queue

STARTS = [(0, []), (0, ['a', 2, [3]]), (2, []), (2, ['a']), (2, ['a', 'b']), (-1, ['a'])]

OPERATIONS = """
x.put(1, False)
x.put(1, block=False)
x.put(1, True, 0.01)
x.put(1, timeout=0.01)
x.put(item=1, block=False)
x.put([1, {'k': None}], False)
x.put(None, False)
x.put(1, True, -1)
x.put(1, timeout=-0.5)
x.put(1, True, 0)
x.put(1, 0)
x.put(1, block=0)
x.put(1, block='', timeout=None)
x.put(1, False, None)
x.put(1, False, -1)
x.put_nowait(1)
x.put_nowait(item=1)
x.get(False)
x.get(block=False)
x.get(True, 0.01)
x.get(timeout=0.01)
x.get(True, -1)
x.get(timeout=-0.5)
x.get(True, 0)
x.get(0)
x.get(False, -1)
x.get(block=False, timeout=5)
x.get(True, float('inf'))  # 3
x.get(True, -float('inf'))
x.get(True, 1e10)  # 3
x.get(True, 9223372037)  # 3
x.get(True, 10**30)  # 3
x.get(True, -10**30)
x.get(timeout='x')  # 3
x.get(timeout=[])  # 3
x.get(False, 'x')
x.get('', float('nan'))
x.put(1, True, float('inf'))  # 3
x.put(1, True, 1e10)  # 3
x.put(1, True, 10**30)  # 3
x.put(1, True, -10**30)
x.put(1, timeout='x')  # 3
x.put(1, timeout=[])  # 3
x.put(1, False, 'x')
x.get_nowait()
x.empty()
x.full()
x.qsize()
x.task_done()
[x.task_done() for _ in range(10)]
x.join() if x.empty() else None
[x.get(False), x.get(False), x.qsize(), x.empty(), x.full()]
[x.put(1, False), x.get(False), x.qsize()]
x.put()
x.put(1, False, 1, 1)
x.put(1, nonsense=1)
x.get(False, 1, 1)
x.get(nonsense=1)
x.put_nowait()
x.put_nowait(1, 2)
x.get_nowait(1)
x.qsize(1)
x.empty(1)
x.full(1)
x.task_done(1)
x.join(1)
x.put(1, item=2)
"""

SHUTDOWN = """
x.shutdown(2)
x.shutdown(nonsense=1)
x.shutdown(True, True)
x.shutdown()
[x.shutdown(), x.put(1, False)]
[x.shutdown(), x.put_nowait(1)]
[x.shutdown(), x.put(1)]
[x.shutdown(), x.put(1, timeout=1)]
[x.shutdown(), x.put(1, timeout=-1)]
[x.shutdown(), x.get(False)]
[x.shutdown(), x.get()]
[x.shutdown(), x.get(timeout=1)]
[x.shutdown(), x.get_nowait()]
[x.shutdown(), x.qsize(), x.empty(), x.full()]
[x.shutdown(), x.shutdown()]
[x.shutdown(immediate=True), x.get()]
[x.shutdown(immediate=True), x.get(False)]
[x.shutdown(immediate=True), x.put(1)]
[x.shutdown(immediate=True), x.qsize(), x.empty(), x.full()]
[x.shutdown(immediate=True), x.join()]
[x.shutdown(immediate=True), x.task_done()]
[x.shutdown(True), x.shutdown(False), x.qsize()]
[x.shutdown(False), x.shutdown(True), x.qsize()]
"""


def exposed(referent):
    return managers.MakeProxyType(str('TwinQueue'), managers.public_methods(referent))


class DifferentialQueueTest(DifferentialTest):
    """Checks an operation on queues of several bounds and contents."""

    def check_all(self, operation):
        for number, (maxsize, items) in enumerate(STARTS):
            make = [self.manager.Queue, self.manager.JoinableQueue][number % 2]
            self.fill_and_check(operation, make(maxsize), queue.Queue(maxsize), items)

    def fill_and_check(self, operation, proxy, local, items):
        for item in items:
            proxy.put(item)
            local.put(item)
        self.check(operation, proxy, local_twin(exposed(local), local))

    def state(self, x):
        """What is in it: taken out of both."""
        items = []
        while True:
            try:
                items.append(x.get_nowait())
            except Exception as end:  # Empty, or ShutDown
                return items, type(end).__name__


class QueueTest(DifferentialQueueTest):
    """Every method."""


class ShutDownTest(DifferentialQueueTest):
    """3.13's shutdown."""


tests_of(QueueTest, OPERATIONS, QueueTest.check_all)
if hasattr(queue, 'ShutDown') and not support.is_java():
    tests_of(ShutDownTest, SHUTDOWN, ShutDownTest.check_all)


class QueueStoriesTest(support.ServerTest):
    """Queues between processes and threads."""

    def test_items_come_out_in_the_order_they_went_in(self):
        shared = self.manager.Queue()
        for number in range(200):
            shared.put(number)
        self.assertEqual([shared.get() for _ in range(200)], list(range(200)))

    def test_a_get_waits_for_the_item_of_another_process(self):
        shared = self.manager.Queue()
        with support.Child(answer_with_double, shared, self.manager.Queue()) as child:
            child.receive()
            child.wait_until_blocked()
            shared.put(21)
            self.assertEqual(child.receive(), 42)

    def test_a_put_waits_for_room(self):
        shared = self.manager.Queue(1)
        shared.put('first')
        with support.Child(put_and_say, shared, 'second') as child:
            child.receive()
            child.wait_until_blocked()
            self.assertFalse(child.pipe.poll())
            self.assertEqual(shared.get(), 'first')
            self.assertEqual(child.receive(), 'done')
            self.assertEqual(shared.get(), 'second')

    def test_a_timeout_lasts_as_long_as_it_says(self):
        shared, start = self.manager.Queue(), time.time()
        self.assertRaises(queue.Empty, shared.get, timeout=0.3)
        self.assertGreater(time.time() - start, 0.25)
        self.assertLess(time.time() - start, 3)

    def test_join_waits_for_the_last_task_done(self):
        shared = self.manager.JoinableQueue()
        shared.put(1)
        shared.put(2)
        with support.Child(join_and_say, shared) as child:
            child.receive()
            child.wait_until_blocked()
            shared.get()
            shared.task_done()
            shared.get()
            self.assertFalse(child.pipe.poll(0.05))
            shared.task_done()
            self.assertEqual(child.receive(), 'joined')

    def test_a_task_done_too_many_is_a_value_error(self):
        shared, local = self.manager.JoinableQueue(), queue.Queue()
        with self.assertRaises(ValueError) as expected:
            local.task_done()
        with self.assertRaises(ValueError) as got:
            shared.task_done()
        self.assertEqual(got.exception.args, expected.exception.args)

    @unittest.skipIf(support.is_reference(), 'CPython leaves it to chance')
    @support.not_javas('it leaves it to chance')
    def test_the_first_waiter_gets_the_first_item(self):
        shared = self.manager.Queue()
        with support.Child(answer_with_double, shared, None) as first:
            first.receive()
            first.wait_until_blocked()
            with support.Child(answer_with_double, shared, None) as second:
                second.receive()
                second.wait_until_blocked()
                shared.put(1)
                shared.put(2)
                self.assertEqual((first.receive(), second.receive()), (2, 4))

    def test_none_is_an_item(self):
        shared = self.manager.Queue()
        shared.put(None)
        self.assertEqual(shared.qsize(), 1)
        self.assertIsNone(shared.get(timeout=1))

    @support.since(3, 13)
    @support.not_javas('it has no shutdown')
    def test_shutdown_wakes_who_waits(self):
        for immediate in False, True:
            shared = self.manager.Queue()
            with support.Child(say_what_get_raises, shared) as child:
                child.receive()
                child.wait_until_blocked()
                shared.shutdown(immediate)
                self.assertEqual(child.receive(), 'ShutDown')

    @support.since(3, 13)
    @support.not_javas('it has no shutdown')
    def test_an_immediate_shutdown_lets_join_go(self):
        shared = self.manager.JoinableQueue()
        shared.put(1)
        with support.Child(join_and_say, shared) as child:
            child.receive()
            child.wait_until_blocked()
            shared.shutdown(immediate=True)
            self.assertEqual(child.receive(), 'joined')

    @support.not_javas('it has no shutdown')
    def test_a_queue_shut_down_by_a_newer_client_is_empty_or_full_to_an_older_one(self):
        shared = self.manager.Queue()
        try:
            shared._callmethod('shutdown', ())
        except Exception:
            if support.is_reference():
                self.skipTest('this CPython has no Queue.shutdown')
            raise
        newer = hasattr(queue, 'ShutDown')
        self.assertRaises(queue.ShutDown if newer else queue.Empty, shared.get)
        self.assertRaises(queue.ShutDown if newer else queue.Full, shared.put, 1)


def answer_with_double(pipe, shared, _):
    shared.qsize()
    pipe.send('ready')
    pipe.send(2 * shared.get())


def put_and_say(pipe, shared, item):
    shared.qsize()
    pipe.send('ready')
    shared.put(item)
    pipe.send('done')


def join_and_say(pipe, shared):
    shared.qsize()
    pipe.send('ready')
    shared.join()
    pipe.send('joined')


def say_what_get_raises(pipe, shared):
    shared.qsize()
    pipe.send('ready')
    try:
        shared.get()
    except Exception as error:
        pipe.send(type(error).__name__)


if __name__ == '__main__':
    support.main()
