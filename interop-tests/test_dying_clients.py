"""Clients that are killed or interrupted in the middle of a call. CPython's own manager gets most of this wrong."""
import gc
import os
import pickle
import signal
import socket
import struct
import threading
import time
import unittest

import support
from support import Child, Elsewhere, control, serving

# Seconds: how long a thing may take that happens at once here, and never or wrongly with CPython's own manager.
PATIENCE = 1 if support.is_reference() else 10


class KilledTest(support.ServerTest):
    """SIGKILL: the process is gone, and its connections with it."""

    @support.cpython_gets_this_wrong('the item goes to the client that is no more')
    def test_a_client_killed_in_get_swallows_nothing(self):
        shared = self.manager.Queue()
        with Child(get_and_say, shared) as child:
            child.receive()
            child.wait_until_blocked()
            child.kill()
        shared.put('item')
        wait_for_the_server_to_notice()  # time enough for the killed one's call to take it
        self.assertEqual(shared.get(timeout=PATIENCE), 'item')

    @unittest.skipIf(support.is_reference(), 'CPython leaves it to chance which of the two gets it')
    def test_the_next_who_waits_gets_what_the_killed_one_waited_for(self):
        shared = self.manager.Queue()
        with Child(get_and_say, shared) as first, Child(get_and_say, shared) as second:
            for child in first, second:
                child.receive()
                child.wait_until_blocked()
            first.kill()
            shared.put('item')
            self.assertEqual(second.receive(10), 'item')

    @support.cpython_gets_this_wrong('it puts the item of the client that is no more')
    def test_a_client_killed_in_put_puts_nothing(self):
        shared = self.manager.Queue(1)
        shared.put('first')
        with Child(put_and_say, shared, 'of the killed') as child:
            child.receive()
            child.wait_until_blocked()
            child.kill()
        wait_for_the_server_to_notice()
        self.assertEqual(shared.get(timeout=10), 'first')
        wait_for_the_server_to_notice()
        self.assertEqual(shared.qsize(), 0)

    def test_five_clients_killed_in_get_leave_a_queue_that_works(self):
        shared = self.manager.Queue()
        children = [Child(get_and_say, shared) for _ in range(5)]
        for child in children:
            child.receive()
            child.wait_until_blocked()
            child.kill()
            child.pipe.close()
        if support.is_reference():
            return
        for number in range(20):
            shared.put(number)
        items = [shared.get(timeout=10) for _ in range(20)]
        if support.is_java():  # what a killed one had taken comes back to the end of a Java queue
            items.sort()
        self.assertEqual(items, list(range(20)))

    @unittest.skipIf(support.is_reference(), 'references of a client that is no more stay for ever')
    def test_what_clients_made_as_they_were_killed_goes(self):
        """Each at another moment of create, of counting the reference, or of dropping it."""
        made = set()
        for number in range(15):
            with Child(make_and_drop) as child:
                made.add(child.receive())
                time.sleep(number * 0.0007)  # not to wait for anything: to hit another moment each time
                child.kill()
        self.assertEventually(lambda: not made & set(support.debug_info()), 15)
        self.assertEventually(lambda: support.control('debug_info')[1].count("['of the killed'") == 0, 15)

    @support.cpython_gets_this_wrong('references of a client that is no more stay for ever')
    def test_what_only_a_killed_client_referred_to_goes(self):
        with Child(make_and_say) as child:
            ident = child.receive()
            self.assertGreater(support.refcount(ident), 0)
            child.kill()
        self.assertEventually(lambda: support.refcount(ident) == 0, PATIENCE)

    def test_what_others_refer_to_stays(self):
        shared, waited_for = self.manager.list([1]), self.manager.Queue()
        with Child(get_and_say, waited_for, shared) as child:
            child.receive()
            child.kill()
        wait_for_the_server_to_notice()
        self.assertEqual(shared[:], [1])
        self.assertIn(shared._token.id, control('debug_info')[1])

    def test_a_killed_client_in_join_and_in_wait_leaves(self):
        shared, event = self.manager.JoinableQueue(), self.manager.Event()
        shared.put(1)
        with Child(call_and_say, shared, 'join') as first, Child(call_and_say, event, 'wait') as second:
            for child in first, second:
                child.receive()
                child.wait_until_blocked()
                child.kill()
        shared.get()
        shared.task_done()
        shared.join()
        event.set()
        self.assertTrue(event.wait(5))


class HolderTest(support.ServerTest):
    """Who is killed holds nothing any more."""

    def assertFree(self, shared):
        deadline = time.time() + PATIENCE
        while not shared.acquire(False):
            self.assertLess(time.time(), deadline, 'it stays locked')
            time.sleep(0.02)

    def check(self, shared):
        with Child(call_then_stay, [(shared, 'acquire')]) as holder:
            holder.receive()
            self.assertIs(shared.acquire(False), False)
            elsewhere = Elsewhere()
            waiting = elsewhere.start(shared.acquire)
            holder.kill()
            self.assertIs(waiting.result(PATIENCE), True)
            elsewhere.do(shared.release)
        self.assertFree(shared)

    @support.cpython_gets_this_wrong('it stays locked for ever')
    def test_a_lock(self):
        self.check(self.manager.Lock())

    @support.cpython_gets_this_wrong('it stays locked for ever')
    def test_an_rlock(self):
        self.check(self.manager.RLock())

    @support.cpython_gets_this_wrong('it stays locked for ever')
    def test_a_bounded_semaphore(self):
        self.check(self.manager.BoundedSemaphore(1))

    @support.cpython_gets_this_wrong('it stays locked for ever')
    def test_a_condition(self):
        self.check(self.manager.Condition())

    @support.cpython_gets_this_wrong('it stays locked for ever')
    def test_a_condition_with_a_lock_that_others_use_too(self):
        lock = self.manager.Lock()
        condition = self.manager.Condition(lock)
        with Child(call_then_stay, [(condition, 'acquire')]) as holder:
            holder.receive()
            self.assertIs(lock.acquire(False), False)
        self.assertFree(lock)

    @support.cpython_gets_this_wrong('it stays locked for ever')
    def test_an_rlock_that_was_acquired_three_times(self):
        shared = self.manager.RLock()
        with Child(call_then_stay, [(shared, 'acquire')] * 3) as holder:
            holder.receive()
        self.assertFree(shared)

    @support.cpython_gets_this_wrong('the permits are never given back')
    def test_all_permits_of_a_bounded_semaphore(self):
        shared = self.manager.BoundedSemaphore(3)
        with Child(call_then_stay, [(shared, 'acquire')] * 2) as holder:
            holder.receive()
        for _ in range(3):
            self.assertFree(shared)
        self.assertIs(shared.acquire(False), False)

    @support.cpython_gets_this_wrong('all of them stay locked')
    def test_everything_at_once(self):
        locks = [self.manager.Lock(), self.manager.RLock(), self.manager.BoundedSemaphore(), self.manager.Condition()]
        with Child(call_then_stay, [(shared, 'acquire') for shared in locks]) as holder:
            holder.receive()
        for shared in locks:
            self.assertFree(shared)

    @support.cpython_gets_this_wrong('it stays locked for ever')
    def test_a_lock_whose_thread_had_ended_before_its_process_was_killed(self):
        shared = self.manager.Lock()
        with Child(acquire_in_a_thread_and_stay, shared) as holder:
            holder.receive()
            wait_for_the_server_to_notice()
            self.assertIs(shared.acquire(False), False)
        self.assertFree(shared)

    def test_a_semaphore_keeps_its_count_for_it_may_be_a_signal(self):
        shared = self.manager.Semaphore(1)
        with Child(call_then_stay, [(shared, 'acquire')]) as taker:
            taker.receive()
        wait_for_the_server_to_notice()
        self.assertIs(shared.acquire(False), False)
        shared.release()
        self.assertIs(shared.acquire(False), True)

    def test_what_a_killed_client_released_of_anothers_stays_released(self):
        shared = self.manager.Lock()
        shared.acquire()
        with Child(call_then_stay, [(shared, 'release'), (shared, 'acquire'), (shared, 'release')]) as child:
            child.receive()
        wait_for_the_server_to_notice()
        self.assertIs(shared.acquire(False), True)


class EndedTest(support.ServerTest):
    """Who ended and left something held means to: it stays so, and another may release it, as with CPython."""

    def check(self, shared, holder):
        wait_for_the_server_to_notice()
        self.assertIs(shared.acquire(False), False)
        shared.release()
        self.assertIs(shared.acquire(False), True)
        shared.release()
        return holder

    def each(self):
        lock = self.manager.Lock()
        return [(lock, lock), (self.manager.BoundedSemaphore(1),) * 2, (lock, self.manager.Condition(lock))]

    def test_a_process(self):
        for shared, held in self.each():
            with Child(call_and_say, held, 'acquire') as holder:
                holder.receive()
                self.assertEqual(holder.receive(), 'done')
                holder.process.join()
                self.check(shared, holder)

    def test_a_thread(self):
        for shared, held in self.each():
            thread = threading.Thread(target=held.acquire)
            thread.start()
            thread.join()
            self.check(shared, thread)

    def test_a_thread_of_another_process_that_goes_on(self):
        for shared, held in self.each():
            with Child(acquire_in_a_thread_and_stay, held) as holder:
                holder.receive()
                self.check(shared, holder)

    def test_a_hundred_threads(self):
        for number in range(100):
            shared = self.manager.Lock()
            thread = threading.Thread(target=shared.acquire)
            thread.start()
            thread.join()
            self.assertIs(shared.acquire(False), False)
            self.assertIsNone(shared.release())


class WaiterTest(support.ServerTest):
    """Who is killed waits for nothing any more."""

    def kill_one_who_waits_in(self, shared, method):
        with Child(call_and_say, shared, method) as child:
            child.receive()
            child.wait_until_blocked()
            child.kill()
        wait_for_the_server_to_notice()

    def check_lock(self, shared):
        shared.acquire()
        self.kill_one_who_waits_in(shared, 'acquire')
        shared.release()
        wait_for_the_server_to_notice()
        self.assertIs(Elsewhere().do(shared.acquire, False), True)

    @support.cpython_gets_this_wrong('the one who is no more gets it, and keeps it')
    def test_a_lock(self):
        self.check_lock(self.manager.Lock())

    @support.cpython_gets_this_wrong('the one who is no more gets it, and keeps it')
    def test_an_rlock(self):
        self.check_lock(self.manager.RLock())

    @support.cpython_gets_this_wrong('the one who is no more gets it, and keeps it')
    def test_a_condition_to_be_acquired(self):
        self.check_lock(self.manager.Condition())

    @support.cpython_gets_this_wrong('the one who is no more gets it, and keeps it')
    def test_a_bounded_semaphore(self):
        self.check_lock(self.manager.BoundedSemaphore())

    @support.cpython_gets_this_wrong('the signal goes to the one who is no more')
    def test_a_semaphore(self):
        self.check_lock(self.manager.Semaphore())

    @support.cpython_gets_this_wrong('the notification goes to the one who is no more')
    def test_a_condition_to_be_notified(self):
        shared, alive = self.manager.Condition(), Elsewhere()
        with Child(acquire_and_wait, shared) as child:
            child.receive()
            with shared:  # it waits
                pass
            entered = threading.Event()
            sleeper = alive.start(enter_and_wait, shared, entered)
            entered.wait(30)
            with shared:
                pass
            child.kill()
        wait_for_the_server_to_notice()
        with shared:
            shared.notify()
        self.assertIn(sleeper.result(PATIENCE), [True, None])

    @support.python_3
    @support.cpython_gets_this_wrong('the one who is no more is counted for ever')
    def test_a_barrier(self):
        shared = self.manager.Barrier(2)
        with Child(call_and_say, shared, 'wait') as child:
            child.receive()
            self.assertEventually(lambda: shared.n_waiting == 1)
            child.kill()
            self.assertEventually(lambda: shared.n_waiting == 0, PATIENCE)
        other = Elsewhere().start(shared.wait)
        self.assertEqual(sorted([shared.wait(10), other.result()]), [0, 1])

    def test_the_next_who_waits_is_next(self):
        for typeid in 'Lock', 'RLock', 'Condition', 'Semaphore', 'BoundedSemaphore':
            if support.is_reference():
                self.skipTest('CPython leaves it to chance who is next')
            shared, other = getattr(self.manager, typeid)(), Elsewhere()
            shared.acquire()
            with Child(call_and_say, shared, 'acquire') as child:
                child.receive()
                self.assertEventually(lambda: '1 waiting' in support.status(shared))
                waiting = other.start(shared.acquire)
                self.assertEventually(lambda: '2 waiting' in support.status(shared))
                child.kill()
            self.assertEventually(lambda: '1 waiting' in support.status(shared))
            shared.release()
            self.assertIs(waiting.result(), True)
            other.do(shared.release)


class InterruptedTest(support.ServerTest):
    """SIGINT: the process goes on, with the same connection."""

    def interrupt(self, shared, method, *after):
        """Interrupts a child in a call, and says what its calls return that come after that."""
        self.other = self.manager.list([1, 2, 3])
        with Child(be_interrupted, shared, method, self.other, after) as child:
            child.receive()
            child.wait_until_blocked()
            child.kill(signal.SIGINT)
            self.assertEqual(child.receive(PATIENCE), 'interrupted')
            return child.receive(PATIENCE)

    def check_lock(self, shared):
        shared.acquire()
        self.assertEqual(self.interrupt(shared, 'acquire'), [3, 2, [1, 2, 3]])
        shared.release()
        self.assertIs(Elsewhere().do(shared.acquire, False), True)

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_acquire_of_a_lock(self):
        self.check_lock(self.manager.Lock())

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_acquire_of_an_rlock(self):
        self.check_lock(self.manager.RLock())

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_acquire_of_a_semaphore(self):
        self.check_lock(self.manager.Semaphore())

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_acquire_of_a_bounded_semaphore(self):
        self.check_lock(self.manager.BoundedSemaphore())

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_acquire_of_a_condition(self):
        self.check_lock(self.manager.Condition())

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_a_put(self):
        shared = self.manager.Queue(1)
        shared.put('first')
        self.assertEqual(self.interrupt(shared, 'put', 'qsize'), [3, 2, [1, 2, 3], 1])
        self.assertEqual((shared.get(), shared.qsize()), ('first', 0))

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_a_join(self):
        shared = self.manager.JoinableQueue()
        shared.put('task')
        self.assertEqual(self.interrupt(shared, 'join', 'qsize', 'get', 'task_done'),
                         [3, 2, [1, 2, 3], 1, 'task', None])

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_the_wait_for_an_event(self):
        shared = self.manager.Event()
        self.assertEqual(self.interrupt(shared, 'wait', 'is_set', 'set', 'wait'), [3, 2, [1, 2, 3], False, None, True])

    @support.python_3
    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_in_the_wait_at_a_barrier(self):
        shared = self.manager.Barrier(2)
        self.assertEqual(self.interrupt(shared, 'wait', 'reset'), [3, 2, [1, 2, 3], None])
        self.assertEqual((shared.n_waiting, shared.broken), (0, False))

    def leave_a_block(self, shared, holds):
        """Interrupts a child in the wait on a condition; it leaves its block and goes on. The parent may hold the lock."""
        other = self.manager.list([1, 2, 3])
        with Child(be_interrupted_in_a_block, shared, other) as child:
            child.receive()
            with shared:  # it waits
                pass
            child.wait_until_blocked()
            if holds:
                shared.acquire()
            child.kill(signal.SIGINT)
            self.assertEqual(child.receive(PATIENCE), 'left with KeyboardInterrupt')
            self.assertEqual(child.receive(PATIENCE), [3, 2])
            if holds:
                self.assertIs(Elsewhere().do(shared.acquire, False), False)
                shared.release()
            self.assertEqual(child.receive(PATIENCE), 'acquired')
        with shared:
            shared.notify()

    @support.cpython_gets_this_wrong('the block cannot be left')
    def test_in_a_block_of_a_condition(self):
        self.leave_a_block(self.manager.Condition(), False)

    @support.cpython_gets_this_wrong('the block cannot be left')
    def test_in_a_block_of_a_condition_that_another_has_entered_meanwhile(self):
        self.leave_a_block(self.manager.Condition(), True)

    @support.cpython_gets_this_wrong('the block cannot be left')
    def test_in_a_block_of_a_condition_with_a_lock_that_another_has_meanwhile(self):
        self.leave_a_block(self.manager.Condition(self.manager.Lock()), True)

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_again_and_again(self):
        lock, other = self.manager.Lock(), self.manager.list([1, 2, 3])
        lock.acquire()
        with Child(be_interrupted_again_and_again, lock, other, 5) as child:
            for _ in range(5):
                child.receive(PATIENCE)
                child.wait_until_blocked()
                child.kill(signal.SIGINT)
                self.assertEqual(child.receive(PATIENCE), 3)

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_after_an_interrupted_get_the_next_call_gets_its_own_answer(self):
        shared, other = self.manager.Queue(), self.manager.list([1, 2, 3])
        with Child(be_interrupted_and_go_on, shared, other) as child:
            child.receive()
            child.wait_until_blocked()
            child.kill(signal.SIGINT)
            self.assertEqual(child.receive(PATIENCE), 'interrupted')
            self.assertEqual(child.receive(PATIENCE), (3, 0))
            shared.put('item')
            self.assertEqual(child.receive(PATIENCE), 'item')

    @support.cpython_gets_this_wrong('the item goes into the answer that nobody waits for')
    def test_after_an_interrupted_get_no_item_is_lost(self):
        shared, other = self.manager.Queue(), self.manager.list([1, 2, 3])
        with Child(be_interrupted_and_go_on, shared, other) as child:
            child.receive()
            child.wait_until_blocked()
            child.kill(signal.SIGINT)
            child.receive(PATIENCE)
            child.receive(PATIENCE)
            child.kill()
        shared.put('item')
        self.assertEqual(shared.get(timeout=10), 'item')


class PassedOnTest(support.ServerTest):
    """Proxies on their way from one process to another."""

    @support.cpython_gets_this_wrong('the object goes with its last proxy, and the one on its way finds nothing')
    def test_a_proxy_that_travels_outside_finds_its_object_a_moment_later(self):
        shared = self.manager.list(['kept'])
        on_its_way = pickle.dumps(shared, 2)
        del shared
        gc.collect()
        self.assertEqual(pickle.loads(on_its_way)[:], ['kept'])

    @unittest.skipIf(support.is_reference() and support.PYTHON_2, 'CPython 2 sends a copy')
    def test_a_proxy_in_a_queue_keeps_its_object(self):
        carrier, shared = self.manager.Queue(), self.manager.list(['kept'])
        ident = shared._token.id
        carrier.put(shared)
        del shared
        gc.collect()
        got = carrier.get()
        self.assertEqual(got[:], ['kept'])
        self.assertEqual(got._token.id, ident)

    @unittest.skipIf(support.is_reference() and support.PYTHON_2, 'CPython 2 sends a copy')
    def test_another_process_gets_it_when_its_maker_has_ended(self):
        carrier = self.manager.Queue()
        with Child(put_a_new_list, carrier) as child:
            child.receive()
            child.process.join()
        self.assertEqual(carrier.get()[:], ['made by another'])

    @support.cpython_gets_this_wrong('what a queue holds is never let go')
    def test_an_object_goes_when_the_queue_that_holds_it_does(self):
        carrier, shared = self.manager.Queue(), self.manager.list(['kept'])
        ident = shared._token.id
        carrier.put(shared)
        del shared
        self.assertIn(ident, control('debug_info')[1])
        del carrier
        gc.collect()
        self.assertEventually(lambda: ident not in control('debug_info')[1], 1 if support.is_reference() else 15)

    def test_an_object_goes_with_its_last_proxy(self):
        shared = self.manager.list()
        ident = shared._token.id
        self.assertEqual(support.refcount(ident), 1)
        del shared
        gc.collect()
        self.assertEventually(lambda: support.refcount(ident) == 0)


class CostTest(support.ServerTest):
    """Clients that live, and do nothing."""

    @unittest.skipUnless(hasattr(socket, 'AF_UNIX') and isinstance(support.address(), str) and os.path.exists('/proc/self'),
                         'only a Unix socket tells who the server is')
    @support.cpython_gets_this_wrong('there is a thread for each')
    def test_connections_are_no_threads(self):
        with serving() as first:
            peer = socket.fromfd(first.connection.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
            server = struct.unpack('iII', peer.getsockopt(socket.SOL_SOCKET, 17, 12))[0]  # SO_PEERCRED
            peer.close()
            before = len(os.listdir('/proc/%d/task' % server))
            others = [serving() for _ in range(60)]
            after = len(os.listdir('/proc/%d/task' % server))
            for other in others:
                other.__exit__()
        self.assertLess(after - before, 30)


def wait_for_the_server_to_notice():
    """A connection that closes is seen in its turn: by the time of some later answers it has been."""
    for _ in range(3):
        control('dummy')
    time.sleep(0.05)


def get_and_say(pipe, shared, *_):
    shared.qsize()
    pipe.send('ready')
    pipe.send(shared.get())


def put_and_say(pipe, shared, item):
    shared.qsize()
    pipe.send('ready')
    shared.put(item)
    pipe.send('done')


def call_and_say(pipe, shared, method):
    shared._callmethod('__str__')
    pipe.send('ready')
    getattr(shared, method)()
    pipe.send('done')


def acquire_in_a_thread_and_stay(pipe, shared):
    thread = threading.Thread(target=shared.acquire)
    thread.start()
    thread.join()
    pipe.send('acquired')
    time.sleep(60)


def call_then_stay(pipe, calls):
    for shared, method in calls:
        getattr(shared, method)()
    pipe.send('done')
    time.sleep(60)


def acquire_and_wait(pipe, shared):
    with shared:
        pipe.send('ready')
        shared.wait()


def enter_and_wait(shared, entered):
    with shared:
        entered.set()
        return shared.wait()


def make_and_drop(pipe):
    """Makes objects and drops them, one after the other, without end."""
    manager = support.connect()
    shared = manager.list(['of the killed'])
    pipe.send(shared._token.id)
    while True:
        shared = manager.list(['of the killed'])


def make_and_say(pipe):
    shared = support.connect().list()
    shared.append(1)
    pipe.send(shared._token.id)
    time.sleep(60)


def put_a_new_list(pipe, carrier):
    carrier.put(support.connect().list(['made by another']))
    gc.collect()
    pipe.send('done')


def be_interrupted_and_go_on(pipe, shared, other):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    shared.qsize()
    pipe.send('ready')
    try:
        shared.get()
    except KeyboardInterrupt:
        pipe.send('interrupted')
    pipe.send((len(other), shared.qsize()))
    pipe.send(shared.get())


def be_interrupted(pipe, shared, method, other, after):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    shared._callmethod('__str__')
    pipe.send('ready')
    try:
        getattr(shared, method)(*['item'] * (method == 'put'))
    except KeyboardInterrupt:
        pipe.send('interrupted')
    pipe.send([len(other), other.index(3), other[:]] + [getattr(shared, call)() for call in after])


def be_interrupted_in_a_block(pipe, shared, other):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with shared:
            pipe.send('ready')
            shared.wait()
    except BaseException as error:
        pipe.send('left with ' + type(error).__name__)
    pipe.send([len(other), other.index(3)])
    shared.acquire()
    pipe.send('acquired')
    time.sleep(60)  # to be killed: what ends by itself leaves the lock held


def be_interrupted_again_and_again(pipe, lock, other, times):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for _ in range(times):
        pipe.send('ready')
        try:
            lock.acquire()
        except KeyboardInterrupt:
            pipe.send(len(other))


if __name__ == '__main__':
    support.main()
