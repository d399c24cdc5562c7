"""Clients that are killed or interrupted in the middle of a call. CPython's own manager gets most of this wrong."""
import gc
import pickle
import signal
import time
import unittest

import support
from support import Child, control


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
        self.assertEqual(shared.get(timeout=2 if support.is_reference() else 10), 'item')

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
        self.assertEqual([shared.get(timeout=10) for _ in range(20)], list(range(20)))

    @support.cpython_gets_this_wrong('references of a client that is no more stay for ever')
    def test_what_only_a_killed_client_referred_to_goes(self):
        with Child(make_and_say) as child:
            ident = child.receive()
            self.assertIn(ident, control('debug_info')[1])
            child.kill()
        self.assertEventually(lambda: ident not in control('debug_info')[1], 1 if support.is_reference() else 10)

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


class InterruptedTest(support.ServerTest):
    """SIGINT: the process goes on, with the same connection."""

    @support.cpython_gets_this_wrong('every later answer is that of the call before')
    def test_after_an_interrupted_get_the_next_call_gets_its_own_answer(self):
        shared, other = self.manager.Queue(), self.manager.list([1, 2, 3])
        with Child(be_interrupted_and_go_on, shared, other) as child:
            child.receive()
            child.wait_until_blocked()
            child.kill(signal.SIGINT)
            self.assertEqual(child.receive(2 if support.is_reference() else 10), 'interrupted')
            self.assertEqual(child.receive(2 if support.is_reference() else 10), (3, 0))
            shared.put('item')
            self.assertEqual(child.receive(2 if support.is_reference() else 10), 'item')

    @support.cpython_gets_this_wrong('the item goes into the answer that nobody waits for')
    def test_after_an_interrupted_get_no_item_is_lost(self):
        shared, other = self.manager.Queue(), self.manager.list([1, 2, 3])
        with Child(be_interrupted_and_go_on, shared, other) as child:
            child.receive()
            child.wait_until_blocked()
            child.kill(signal.SIGINT)
            child.receive(2 if support.is_reference() else 10)
            child.receive(2 if support.is_reference() else 10)
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
        self.assertIn(ident, control('debug_info')[1])
        del shared
        gc.collect()
        self.assertEventually(lambda: ident not in control('debug_info')[1])


def wait_for_the_server_to_notice():
    """A connection that closes is seen in its turn: by the time of some later answers it has been."""
    for _ in range(3):
        control('dummy')
    time.sleep(0.1)


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


if __name__ == '__main__':
    support.main()
