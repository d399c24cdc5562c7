"""Locks, semaphores, events, conditions and barriers between threads and processes: who owns, who waits, who is next."""
import multiprocessing
import threading
import time
import unittest

import support
from support import Child, Elsewhere, status

LONGEST = 9223372036.0  # seconds; what is longer does not fit into 64 bits of nanoseconds


class WaitingTest(support.ServerTest):
    def assertWaiting(self, shared, number, what='waiting'):
        """CPython's own manager does not tell who waits; there the tests that need it are skipped."""
        self.assertEventually(lambda: '%d %s: ' % (number, what) in status(shared))


def without_order(test):
    return unittest.skipIf(support.is_reference(), 'CPython does not tell who waits, and leaves to chance who is next')(test)


class LockTest(WaitingTest):
    def test_another_thread_and_another_process_do_not_get_what_is_held(self):
        for typeid in 'Lock', 'RLock', 'Condition', 'BoundedSemaphore':
            shared, other = getattr(self.manager, typeid)(), Elsewhere()
            self.assertTrue(shared.acquire())
            self.assertIs(other.do(shared.acquire, False), False)
            with Child(call_and_say, shared, 'acquire', False) as child:
                self.assertIs(child.receive(), False)
            shared.release()
            self.assertIs(other.do(shared.acquire, False), True)
            self.assertIs(other.do(shared.release), None)

    def test_a_lock_is_released_by_anyone(self):
        for typeid in 'Lock', 'Semaphore', 'BoundedSemaphore':
            shared, other = getattr(self.manager, typeid)(), Elsewhere()
            shared.acquire()
            other.do(shared.release)
            self.assertTrue(shared.acquire(False))
            with Child(call_and_say, shared, 'release') as child:
                self.assertIsNone(child.receive())
            self.assertTrue(shared.acquire(False))
            shared.release()

    def test_an_rlock_is_released_by_its_owner_only(self):
        for typeid in 'RLock', 'Condition':
            shared, other, local = getattr(self.manager, typeid)(), Elsewhere(), getattr(threading, typeid)()
            shared.acquire()
            with self.assertRaises(RuntimeError) as expected:
                local.release()
            with self.assertRaises(RuntimeError) as got:
                other.do(shared.release)
            self.assertEqual(got.exception.args, expected.exception.args)
            with Child(call_and_say, shared, 'release') as child:
                self.assertEqual(child.receive(), 'RuntimeError')
            shared.release()

    def test_an_rlock_is_free_after_as_many_releases_as_acquires(self):
        shared, other = self.manager.RLock(), Elsewhere()
        for _ in range(3):
            shared.acquire()
        for _ in range(3):
            self.assertIs(other.do(shared.acquire, False), False)
            shared.release()
        self.assertIs(other.do(shared.acquire, False), True)
        self.assertIs(shared.acquire(False), False)
        other.do(shared.release)

    def test_a_release_lets_in_who_waits(self):
        for typeid in 'Lock', 'RLock', 'Condition', 'Semaphore', 'BoundedSemaphore':
            shared, other = getattr(self.manager, typeid)(), Elsewhere()
            shared.acquire()
            waiting = other.start(shared.acquire)
            self.assertFalse(waiting.has_ended())
            shared.release()
            self.assertIs(waiting.result(), True)
            self.assertIs(shared.acquire(False), False)
            other.do(shared.release)

    @without_order
    def test_who_waits_longest_is_next(self):
        for typeid in 'Lock', 'RLock', 'Condition', 'Semaphore', 'BoundedSemaphore':
            shared, order = getattr(self.manager, typeid)(), []
            shared.acquire()
            others = [Elsewhere() for _ in range(4)]
            tasks = []
            for number, other in enumerate(others):
                tasks.append(other.start(self.acquire_and_note, shared, order, number))
                self.assertWaiting(shared, number + 1)
            shared.release()
            for task in tasks:
                task.result()
            self.assertEqual(order, [0, 1, 2, 3])

    @staticmethod
    def acquire_and_note(shared, order, number):
        with shared:
            order.append(number)

    @without_order
    def test_nobody_barges_in(self):
        shared, first, second = self.manager.Lock(), Elsewhere(), Elsewhere()
        shared.acquire()
        waiting = first.start(shared.acquire)
        self.assertWaiting(shared, 1)
        shared.release()
        self.assertIs(second.do(shared.acquire, False), False)
        self.assertIs(waiting.result(), True)
        first.do(shared.release)

    @support.python_3
    def test_a_timeout_ends_the_wait_and_leaves_no_trace(self):
        for typeid in 'Lock', 'RLock', 'Condition', 'Semaphore', 'BoundedSemaphore':
            shared, other, start = getattr(self.manager, typeid)(), Elsewhere(), time.time()
            shared.acquire()
            self.assertIs(other.do(shared.acquire, True, 0.06), False)
            self.assertGreater(time.time() - start, 0.05)
            self.assertLess(time.time() - start, 5)
            shared.release()
            self.assertIs(shared.acquire(False), True)
            shared.release()

    @support.python_3
    def test_the_longest_timeout_is_a_wait(self):
        for typeid in 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore':
            shared, other = getattr(self.manager, typeid)(), Elsewhere()
            shared.acquire()
            waiting = other.start(shared.acquire, timeout=LONGEST)
            time.sleep(0.02)
            self.assertFalse(waiting.has_ended())
            shared.release()
            self.assertIs(waiting.result(), True)

    def test_a_block_that_raises_releases(self):
        for typeid in 'Lock', 'RLock', 'Condition', 'Semaphore', 'BoundedSemaphore':
            shared, other = getattr(self.manager, typeid)(), Elsewhere()
            with self.assertRaises(ZeroDivisionError):
                with shared:
                    self.assertIs(other.do(shared.acquire, False), False)
                    raise ZeroDivisionError
            self.assertIs(other.do(shared.acquire, False), True)

    def test_eight_processes_count_under_a_lock(self):
        lock, value, barrier = self.manager.Lock(), self.manager.Value('i', 0), self.manager.Event()
        children = [Child(count, lock, value, barrier, 10) for _ in range(8)]
        barrier.set()
        self.assertEqual([child.receive() for child in children], ['done'] * 8)
        for child in children:
            child.__exit__()
        self.assertEqual(value.value, 80)


class SemaphoreTest(WaitingTest):
    def test_as_many_as_permits_are_let_in(self):
        for typeid in 'Semaphore', 'BoundedSemaphore':
            shared, others = getattr(self.manager, typeid)(2), [Elsewhere() for _ in range(4)]
            tasks = [other.start(shared.acquire) for other in others]
            self.assertEventually(lambda: sum(task.has_ended() for task in tasks) == 2)
            self.assertIs(shared.acquire(False), False)
            shared.release()
            self.assertEventually(lambda: sum(task.has_ended() for task in tasks) == 3)
            shared.release()
            self.assertEqual([task.result() for task in tasks], [True] * 4)

    @support.since(3, 9)
    def test_several_permits_let_in_several(self):
        shared, others = self.manager.Semaphore(0), [Elsewhere() for _ in range(3)]
        tasks = [other.start(shared.acquire) for other in others]
        shared._callmethod('release', (3,))
        self.assertEqual([task.result() for task in tasks], [True] * 3)
        self.assertIs(shared.acquire(False), False)

    def test_a_signal_is_not_lost_when_nobody_waits(self):
        shared, other = self.manager.Semaphore(0), Elsewhere()
        other.do(shared.release)
        self.assertIs(shared.acquire(), True)

    def test_a_bounded_semaphore_says_that_it_is_full(self):
        shared, local = self.manager.BoundedSemaphore(2), threading.BoundedSemaphore(2)
        with self.assertRaises(ValueError) as expected:
            local.release()
        shared.acquire()
        shared.release()
        with self.assertRaises(ValueError) as got:
            Elsewhere().do(shared.release)
        self.assertEqual(got.exception.args, expected.exception.args)


class EventTest(WaitingTest):
    def test_set_wakes_threads_and_processes(self):
        shared, others = self.manager.Event(), [Elsewhere() for _ in range(3)]
        tasks = [other.start(shared.wait) for other in others]
        with Child(call_and_say, shared, 'wait') as child:
            if not support.is_reference():
                self.assertWaiting(shared, 4)
            shared.set()
            self.assertEqual([task.result() for task in tasks] + [child.receive()], [True] * 4)

    def test_a_wait_ends_at_its_timeout(self):
        shared, start = self.manager.Event(), time.time()
        self.assertIs(shared.wait(0.1), False)
        self.assertGreater(time.time() - start, 0.09)
        self.assertLess(time.time() - start, 5)

    @support.python_3
    def test_the_longest_timeout_is_a_wait(self):
        shared, other = self.manager.Event(), Elsewhere()
        waiting = other.start(shared.wait, LONGEST)
        time.sleep(0.02)
        self.assertFalse(waiting.has_ended())
        shared.set()
        self.assertIs(waiting.result(), True)

    @without_order
    def test_set_and_clear_at_once_wake_who_waits_already(self):
        shared, other = self.manager.Event(), Elsewhere()
        waiting = other.start(shared.wait)
        self.assertWaiting(shared, 1)
        shared.set()
        shared.clear()
        self.assertIs(waiting.result(), True)
        self.assertIs(shared.wait(0), False)


class ConditionTest(WaitingTest):
    NOTIFIED = None if support.PYTHON_2 else True  # what wait says; Python 2's says nothing
    NOT = None if support.PYTHON_2 else False

    def conditions(self):
        """Conditions with a lock of their own, with a Lock and with an RLock; the proxies of those go."""
        yield self.manager.Condition()
        yield self.manager.Condition(self.manager.Lock())
        if not support.is_reference():  # there a condition with an RLock's proxy cannot be waited on
            yield self.manager.Condition(self.manager.RLock())

    def sleepers(self, shared, number, wait):
        """Threads that wait on the condition, one after the other."""
        tasks = []
        for _ in range(number):
            entered = threading.Event()
            tasks.append(Elsewhere().start(self.enter_and, shared, entered, wait))
            entered.wait(30)
            with shared:  # which it lets others have only when it waits
                pass
        return tasks

    @staticmethod
    def enter_and(shared, entered, wait):
        with shared:
            entered.set()
            return wait()

    def test_notify_wakes_one_who_then_owns_the_lock(self):
        for shared in self.conditions():
            sleeper, = self.sleepers(shared, 1, lambda: (shared.wait(), Elsewhere().do(shared.acquire, False)))
            with shared:
                shared.notify()
                self.assertFalse(sleeper.has_ended())
            self.assertEqual(sleeper.result(), (self.NOTIFIED, False))
            self.assertTrue(shared.acquire(False))

    def test_notify_wakes_as_many_as_it_says(self):
        for shared in self.conditions():
            tasks = self.sleepers(shared, 4, shared.wait)
            with shared:
                shared.notify()
            self.assertEventually(lambda: sum(task.has_ended() for task in tasks) == 1)
            with shared:
                shared._callmethod('notify', (2,))
            self.assertEventually(lambda: sum(task.has_ended() for task in tasks) == 3)
            with shared:
                shared.notify_all()
            self.assertEqual([task.result() for task in tasks], [self.NOTIFIED] * 4)

    def test_the_first_sleeper_is_the_first_to_wake(self):
        for shared in self.conditions():
            order = []
            tasks = [task for number in range(3) for task in
                     self.sleepers(shared, 1, lambda number=number: (shared.wait(), order.append(number)))]
            for task in tasks:
                with shared:
                    shared.notify()
                task.result()
            self.assertEqual(order, [0, 1, 2])

    def test_a_notification_for_nobody_is_none(self):
        for shared in self.conditions():
            with shared:
                shared.notify()
                shared.notify_all()
                self.assertIs(shared.wait(0.01), self.NOT)

    def test_a_wait_that_times_out_owns_the_lock_again(self):
        for shared in self.conditions():
            start = time.time()
            with shared:
                self.assertIs(shared.wait(0.06), self.NOT)
                self.assertIs(Elsewhere().do(shared.acquire, False), False)
            self.assertGreater(time.time() - start, 0.05)
            self.assertIs(Elsewhere().do(shared.acquire, False), True)

    def test_a_wait_that_times_out_while_another_has_the_lock_waits_for_that(self):
        for shared in self.conditions():
            sleeper, = self.sleepers(shared, 1, lambda: shared.wait(0.5))
            with shared:
                time.sleep(0.6)  # the other's time is up meanwhile
                self.assertFalse(sleeper.has_ended())
            self.assertIs(sleeper.result(), self.NOT)

    @unittest.skipIf(support.is_reference(), "CPython's wait gives up one level of an RLock's proxy")
    def test_a_wait_gives_up_every_level_of_an_rlock_and_has_them_again(self):
        for shared in self.manager.Condition(), self.manager.Condition(self.manager.RLock()):
            deep = lambda: (shared.acquire(), shared.acquire(), shared.wait())  # noqa: E731
            other, entered = Elsewhere(), threading.Event()
            sleeper = other.start(self.acquire_and, shared, entered, deep)
            entered.wait(30)
            with shared:
                shared.notify()
            sleeper.result()
            for _ in range(3):
                self.assertIs(shared.acquire(False), False)
                other.do(shared.release)
            self.assertRaises(RuntimeError, other.do, shared.release)
            self.assertIs(shared.acquire(False), True)

    @staticmethod
    def acquire_and(shared, entered, then):
        shared.acquire()
        entered.set()
        return then()

    def test_a_condition_and_its_lock_are_one(self):
        for typeid in ['Lock'] if support.is_reference() else ['Lock', 'RLock']:
            lock = getattr(self.manager, typeid)()
            shared, second = self.manager.Condition(lock), self.manager.Condition(lock)
            with lock:
                self.assertIs(Elsewhere().do(shared.acquire, False), False)
                self.assertIs(Elsewhere().do(second.acquire, False), False)
            with shared:
                self.assertIs(Elsewhere().do(lock.acquire, False), False)
            sleeper, = self.sleepers(shared, 1, shared.wait)
            with lock:
                second.notify()
                self.assertFalse(sleeper.has_ended())
                shared.notify()
            sleeper.result()

    def test_without_the_lock_it_cannot_be_waited_on_nor_notified(self):
        for shared in self.conditions():
            for method, text in [('wait', 'wait on'), ('notify', 'notify on'), ('notify_all', 'notify on')]:
                with self.assertRaises(RuntimeError) as refused:
                    getattr(shared, method)()
                self.assertEqual(refused.exception.args, ('cannot %s un-acquired lock' % text,))

    @support.python_3
    def test_wait_for_a_value_of_another_process(self):
        shared, value = self.manager.Condition(), self.manager.Value('i', 0)
        with Child(raise_value, shared, value, 3):
            with shared:
                self.assertTrue(shared.wait_for(lambda: value.value == 3, 30))

    @support.python_3
    def test_the_longest_timeout_is_a_wait(self):
        for shared in self.conditions():
            sleeper, = self.sleepers(shared, 1, lambda: shared.wait(LONGEST))
            self.assertFalse(sleeper.has_ended())
            with shared:
                shared.notify()
            self.assertIs(sleeper.result(), True)


@support.python_3
class BarrierTest(WaitingTest):
    def waiters(self, shared, number, *args):
        tasks = []
        for _ in range(number):
            before = shared.n_waiting
            tasks.append(Elsewhere().start(shared.wait, *args))
            self.assertEventually(lambda: shared.n_waiting == before + 1)
        return tasks

    def assertBroken(self, tasks):
        for task in tasks:
            self.assertRaises(threading.BrokenBarrierError, task.result)

    def test_each_gets_the_index_of_its_coming(self):
        shared = self.manager.Barrier(4)
        tasks = self.waiters(shared, 3)
        self.assertEqual((shared.n_waiting, shared.parties, shared.broken), (3, 4, False))
        self.assertEqual(shared.wait(), 3)
        self.assertEqual([task.result() for task in tasks], [0, 1, 2])
        self.assertEventually(lambda: shared.n_waiting == 0)

    def test_it_can_be_passed_again_and_again(self):
        shared, others = self.manager.Barrier(3), [Elsewhere() for _ in range(3)]
        for _ in range(20):
            tasks = [other.start(shared.wait) for other in others]
            self.assertEqual(sorted(task.result() for task in tasks), [0, 1, 2])

    def test_processes_meet(self):
        shared = self.manager.Barrier(4)
        children = [Child(call_and_say, shared, 'wait', 30) for _ in range(4)]
        self.assertEqual(sorted(child.receive() for child in children), [0, 1, 2, 3])
        for child in children:
            child.__exit__()

    def test_who_waits_too_long_breaks_it_for_all(self):
        shared = self.manager.Barrier(3)
        tasks = self.waiters(shared, 1)
        self.assertRaises(threading.BrokenBarrierError, shared.wait, 0.05)
        self.assertBroken(tasks)
        self.assertTrue(shared.broken)
        self.assertEqual(shared.n_waiting, 0)
        self.assertRaises(threading.BrokenBarrierError, shared.wait)
        shared.reset()
        self.assertFalse(shared.broken)
        tasks = self.waiters(shared, 2)
        self.assertEqual(shared.wait(), 2)

    def test_the_timeout_it_was_made_with_holds_for_a_wait_without_one(self):
        shared = self.manager.Barrier(2, timeout=0.05)
        self.assertRaises(threading.BrokenBarrierError, shared.wait)
        shared.reset()
        task, = self.waiters(shared, 1, 30)
        self.assertEqual((shared.wait(), task.result()), (1, 0))

    def test_abort_and_reset_wake_who_waits(self):
        shared = self.manager.Barrier(3)
        tasks = self.waiters(shared, 2)
        shared.reset()
        self.assertBroken(tasks)
        self.assertEventually(lambda: not shared.broken)
        tasks = self.waiters(shared, 2)
        shared.abort()
        self.assertBroken(tasks)
        self.assertTrue(shared.broken)


@unittest.skipIf(support.is_reference(), 'CPython tells refcounts only')
class DebugInfoTest(WaitingTest):
    """What debug_info tells besides refcounts: owners, waiters by name, and how much there is."""

    def assertTold(self, shared, *texts):
        self.assertIn('  %s:       refcount=' % shared._token.id, self.manager._debug_info())
        for text in texts:
            self.assertIn(text, status(shared))

    def test_owners_and_who_waits_for_them(self):
        me = multiprocessing.current_process().name
        for typeid in 'Lock', 'RLock', 'Condition':
            shared, other = getattr(self.manager, typeid)(), Elsewhere('other')
            self.assertTold(shared, '\n    free')
            shared.acquire()
            waiting = other.start(shared.acquire)
            self.assertWaiting(shared, 1)
            self.assertTold(shared, '\n    owner %s at ' % me, ', 1 waiting: %s|other' % me)
            shared.release()
            waiting.result()
            self.assertTold(shared, '\n    owner %s|other at ' % me)
            other.do(shared.release)

    def test_who_waits_to_be_notified(self):
        shared = self.manager.Condition()
        with Child(acquire_and_wait, shared) as child:
            child.receive()
            self.assertWaiting(shared, 1, 'to be notified')
            self.assertTold(shared, '\n    free, 1 to be notified: ' + child.process.name)
            with shared:
                shared.notify()
            child.receive()

    def test_queues(self):
        shared, other, third = self.manager.JoinableQueue(2), Elsewhere('other'), Elsewhere('third')
        waiting = other.start(shared.get)
        self.assertWaiting(shared, 1, 'waiting to get')
        shared.put(1)
        waiting.result()
        self.assertTold(shared, 'qsize 0, unfinished tasks 1')
        shared.put(2)
        shared.put(3)
        waiting = other.start(shared.put, 4)
        joining = third.start(shared.join)
        self.assertWaiting(shared, 1, 'waiting to put')
        self.assertWaiting(shared, 1, 'joining')
        self.assertTold(shared, 'qsize 2, unfinished tasks 3', '|other', '|third')
        for _ in range(3):
            shared.get()
        for _ in range(4):
            shared.task_done()
        waiting.result()
        joining.result()

    def test_counts(self):
        self.assertTold(self.manager.Semaphore(3), 'value 3')
        self.assertTold(self.manager.Event(), 'unset')
        if not support.PYTHON_2:
            barrier, other = self.manager.Barrier(2), Elsewhere('other')
            waiting = other.start(barrier.wait)
            self.assertWaiting(barrier, 1)
            self.assertTold(barrier, 'parties 2, 1 waiting: ', '|other')
            barrier.wait()
            waiting.result()


def acquire_and_wait(pipe, shared):
    with shared:
        pipe.send('ready')
        shared.wait()
    pipe.send('done')


def call_and_say(pipe, shared, method, *args):
    try:
        pipe.send(getattr(shared, method)(*args))
    except Exception as error:
        pipe.send(type(error).__name__)


def count(pipe, lock, value, start, times):
    start.wait()
    for _ in range(times):
        with lock:
            value.value += 1
    pipe.send('done')


def raise_value(pipe, shared, value, most):
    for number in range(1, most + 1):
        with shared:
            value.value = number
            shared.notify_all()


if __name__ == '__main__':
    support.main()
