"""Proxies inside shared objects, handed to other processes, passed from one to the next, and let go."""
import gc
import multiprocessing
import pickle
import random
import sys
import unittest
from multiprocessing import managers

import support
from support import Child, Elsewhere, control
from test_set import SetManager

# CPython 2's own manager keeps proxies, but sends copies of what is in a container.
sends_copies = unittest.skipIf(support.is_reference() and support.PYTHON_2, 'CPython 2 sends a copy')


class NestedTest(support.ServerTest):
    manager_type = SetManager

    @sends_copies
    def test_a_list_in_a_dict_in_a_list(self):
        outer, middle, inner = self.manager.list(), self.manager.dict(), self.manager.list([1])
        middle['inner'] = inner
        outer.append(middle)
        outer[0]['inner'].append(2)
        self.assertEqual(inner[:], [1, 2])
        inner.append(3)
        self.assertEqual(outer[0]['inner'][:], [1, 2, 3])

    @sends_copies
    def test_it_stays_when_only_the_outermost_is_left(self):
        outer, middle, inner = self.manager.list(), self.manager.dict(), self.manager.list([1])
        outer.append(middle)
        middle['inner'] = inner
        del middle, inner
        gc.collect()
        outer[0]['inner'].append(2)
        self.assertEqual(outer[0]['inner'][:], [1, 2])

    @sends_copies
    def test_twenty_levels(self):
        outermost = self.manager.list()
        current = outermost
        for _ in range(20):
            current.append(self.manager.list())
            current = current[0]
        current.append('bottom')
        del current
        gc.collect()
        got = outermost
        for _ in range(20):
            got = got[0]
        self.assertEqual(got[:], ['bottom'])

    @sends_copies
    def test_other_processes_reach_every_level(self):
        outer = self.manager.list([self.manager.dict({'inner': self.manager.list()})])
        children = [Child(append_inside, outer, number) for number in range(4)]
        for child in children:
            child.receive()
            child.__exit__()
        self.assertEqual(sorted(outer[0]['inner'][:]), [0, 1, 2, 3])

    @sends_copies
    def test_every_container_takes_every_proxy(self):
        for typeid in 'list', 'dict', 'Namespace', 'Queue', 'Lock', 'Event':
            if typeid == 'Queue' and support.is_reference() and sys.version_info < (3, 9):
                continue  # CPython could not yet store an AutoProxy
            inner = getattr(self.manager, typeid)()
            ident = inner._token.id
            holders = self.manager.list(), self.manager.dict(), self.manager.Namespace(), self.manager.Queue()
            listed, mapped, space, carrier = holders
            value = self.manager.Value('i', None)
            listed.append(inner)
            mapped['k'] = inner
            space.a = inner
            carrier.put(inner)
            value.value = inner
            for got in listed[0], mapped['k'], space.a, carrier.get(), value.value:
                self.assertEqual((got._token.id, type(got)), (ident, type(inner)))

    @sends_copies
    def test_a_queue_of_locks(self):
        carrier = self.manager.Queue()
        for _ in range(3):
            carrier.put(self.manager.Lock())
        locks = [carrier.get() for _ in range(3)]
        self.assertEqual([lock.acquire(False) for lock in locks], [True] * 3)
        self.assertEqual([Elsewhere().do(lock.acquire, False) for lock in locks], [False] * 3)

    @sends_copies
    def test_a_dict_of_namespaces(self):
        spaces = self.manager.dict()
        for name in 'ab':
            spaces[name] = self.manager.Namespace(name=name)
        spaces['a'].colour = 'red'
        self.assertEqual((spaces['a'].name, spaces['a'].colour, spaces['b'].name), ('a', 'red', 'b'))

    @sends_copies
    def test_what_is_in_a_tuple_in_a_dict_in_an_item_stays_too(self):
        carrier, inner = self.manager.Queue(), self.manager.list(['deep'])
        carrier.put(({'k': [(inner,)]}, 5))
        del inner
        gc.collect()
        got, five = carrier.get()
        self.assertEqual((got['k'][0][0][:], five), (['deep'], 5))

    def test_items_of_a_list_whose_proxy_is_given_are_looked_into(self):
        pairs, numbers, shared = self.manager.list(), self.manager.list([3]), self.manager.dict()
        pairs.append(('a', 1))
        pairs.append(['b', 2])
        numbers.append(4)
        shared.update(pairs)
        self.assertEqual(shared.copy(), {'a': 1, 'b': 2})
        self.assertEqual(self.manager.dict(pairs).copy(), {'a': 1, 'b': 2})
        self.assertEqual(list(self.manager.Array('i', numbers)[:]), [3, 4])

    @unittest.skipIf(support.is_reference(), 'CPython has new proxies at every request, and finds none of them')
    def test_a_proxy_as_a_key_a_member_and_an_item_is_found(self):
        inner, other = self.manager.list([1]), self.manager.list([1])
        mapped, members, listed = self.manager.dict(), self.manager.set(), self.manager.list()
        mapped[inner] = 'value'
        mapped[(1, inner)] = 'in a tuple'
        members.add(inner)
        listed.extend([other, inner, [1]])
        self.assertEqual((mapped[inner], mapped[(1, inner)]), ('value', 'in a tuple'))
        self.assertTrue(inner in members and inner in mapped and inner in listed)
        self.assertFalse(other in members or other in mapped)
        self.assertEqual((listed.index(inner), listed.count(inner)), (1, 1))
        listed.remove(inner)
        self.assertEqual(len(listed), 2)
        self.assertFalse(inner in listed)

    @unittest.skipIf(support.is_reference(), 'CPython keeps for ever what it has had a proxy of')
    def test_what_is_dropped_goes(self):
        """Everything at once, for it takes the linger."""
        mapped, members, listed = self.manager.dict(), self.manager.set(), self.manager.list()
        space, value, carrier = self.manager.Namespace(), self.manager.Value('i', None), self.manager.Queue()
        idents = []

        def fresh(typeid='list'):
            inner = getattr(self.manager, typeid)()
            idents.append(inner._token.id)
            return inner

        mapped['replaced'] = fresh()
        mapped['replaced'] = 1
        mapped['deleted'] = fresh()
        del mapped['deleted']
        mapped.update(popped=fresh(), cleared=fresh())
        mapped.pop('popped')
        mapped[fresh()] = fresh()
        mapped.clear()
        self.assertRaises(TypeError, mapped.__setitem__, [], fresh())
        members.add(fresh())
        members.pop()
        members.update([fresh(), fresh()])
        members.clear()
        listed.append(fresh())
        listed[0] = 1
        listed.extend([fresh(), fresh(), fresh()])
        del listed[1]
        listed.pop()
        listed[:] = []
        listed.insert(0, fresh())
        listed.reverse()
        listed += [fresh()]
        listed *= 2
        listed *= 0
        space.a = fresh()
        space.a = fresh()
        del space.a
        self.assertRaises(TypeError, space._callmethod, '__setattr__', (5, fresh()))
        value.value = fresh('Lock')
        value.value = None
        carrier.put(fresh('Queue'))
        carrier.get()
        condition = self.manager.Condition(fresh('Lock'))
        idents.append(condition._token.id)
        del condition
        outer = fresh()
        outer.append(fresh('dict'))
        outer[0]['k'] = fresh()
        outer[0]['k'].append(outer)  # round in a circle
        del outer
        with Child(make_and_end, carrier) as child:  # what a dead process stored stays, and goes with its holder
            idents.extend(child.receive())
            child.process.join()
        gc.collect()
        self.assertEventually(lambda: all(support.refcount(ident) == 0 for ident in idents))
        carrier.get()
        gc.collect()
        self.assertEventually(lambda: not any(ident in control('debug_info')[1] for ident in idents), 30)
        gone = managers.BaseProxy(managers.Token('list', support.address(), idents[0]), 'pickle',
                                  authkey=support.authkey(), incref=False)
        with self.assertRaises(managers.RemoteError) as missing:
            gone._callmethod('__len__')
        self.assertIn('KeyError: ', str(missing.exception))
        self.assertIn(idents[0], str(missing.exception))
        for holder in mapped, members, listed, carrier:
            self.assertEqual(len(holder) if holder is not carrier else carrier.qsize(), 0)


class HandedOnTest(support.ServerTest):
    """Proxies that other processes get."""

    def start(self, method, function, *args):
        context = multiprocessing if support.PYTHON_2 else multiprocessing.get_context(method)
        process = context.Process(target=function, args=args)
        process.start()
        return process

    def test_a_forked_process_uses_what_it_was_given(self):
        shared, carrier = self.manager.list(), self.manager.Queue()
        process = self.start('fork', append_and_put, shared, carrier)
        self.assertEqual(carrier.get(timeout=30), 'done')
        process.join()
        self.assertEqual(shared[:], [1])

    @support.python_3
    def test_a_spawned_process_uses_what_it_was_given(self):
        shared, carrier = self.manager.list(), self.manager.Queue()
        process = self.start('spawn', append_and_put, shared, carrier)
        self.assertEqual(carrier.get(timeout=30), 'done')
        process.join()
        self.assertEqual(shared[:], [1])

    def test_a_child_goes_on_when_the_parent_has_dropped_it(self):
        shared, carrier, go = self.manager.list([1]), self.manager.Queue(), self.manager.Event()
        process = self.start('fork', append_when_told, shared, carrier, go)
        self.assertEqual(carrier.get(timeout=30), 'ready')
        del shared
        gc.collect()
        go.set()
        self.assertEqual(carrier.get(timeout=30), [1, 2])
        process.join()

    @sends_copies
    def test_what_a_process_has_put_is_used_when_it_has_ended(self):
        carrier = self.manager.Queue()
        process = self.start('fork', put_lists, carrier, 5)
        process.join()
        self.assertEqual([carrier.get()[:] for _ in range(5)], [[number] for number in range(5)])

    @support.cpython_gets_this_wrong('a proxy on its way between two processes is no reference there')
    def test_processes_pass_many_proxies_on_and_none_is_lost(self):
        """Each takes a proxy from a pipe, uses it, drops it, and passes it on."""
        pipes = [multiprocessing.Pipe(False) for _ in range(4)]
        processes = [self.start('fork', pass_on, reader, pipes[(number + 1) % 4][1], 20, number)
                     for number, (reader, _) in enumerate(pipes)]
        for number in range(10):
            pipes[number % 4][1].send_bytes(pickle.dumps(self.manager.list(), 2))
        for process in processes:
            process.join(60)
        self.assertEqual([process.exitcode for process in processes], [0] * 4)

    @sends_copies
    def test_processes_exchange_proxies_through_one_queue_under_load(self):
        carrier, results = self.manager.Queue(), self.manager.Queue()
        for number in range(12):
            carrier.put(self.manager.list([number]))
        processes = [self.start('fork', exchange, carrier, results, 25, seed) for seed in range(4)]
        self.assertEqual([results.get(timeout=60) for _ in range(4)], ['25 taken'] * 4)
        for process in processes:
            process.join(60)
        left = [carrier.get(timeout=5) for _ in range(12)]
        self.assertEqual(sorted(shared[0] for shared in left), list(range(12)))
        self.assertEqual(sum(len(shared) - 1 for shared in left), 100)

    @sends_copies
    def test_threads_and_nested_proxies_under_load(self):
        table = self.manager.dict()
        tasks = [Elsewhere().start(fill_and_empty, table, self.manager, number) for number in range(4)]
        for task in tasks:
            task.result(60)
        self.assertEqual(len(table), 0)


def append_inside(pipe, outer, number):
    outer[0]['inner'].append(number)
    pipe.send('done')


def make_and_end(pipe, carrier):
    inner, outer = support.connect().list(), support.connect().dict()
    outer['inner'] = inner
    carrier.put(outer)
    pipe.send([inner._token.id, outer._token.id])


def append_and_put(shared, carrier):
    shared.append(1)
    carrier.put('done')


def append_when_told(shared, carrier, go):
    carrier.put('ready')
    go.wait()
    shared.append(2)
    carrier.put(shared[:])


def put_lists(carrier, number):
    manager = support.connect()
    for item in range(number):
        carrier.put(manager.list([item]))


def pass_on(reader, writer, times, number):
    for _ in range(times):
        if not reader.poll(20):
            break  # the others have had enough
        shared = pickle.loads(reader.recv_bytes())
        shared.append(number)
        data = pickle.dumps(shared, 2)
        del shared
        gc.collect()
        writer.send_bytes(data)


def exchange(carrier, results, times, seed):
    chance, held, taken = random.Random(seed), [], 0
    while taken < times:
        held.append(carrier.get())
        held[-1].append(seed)
        taken += 1
        while held and (len(held) > 2 or chance.random() < 0.5):
            carrier.put(held.pop(0))
    for shared in held:
        carrier.put(shared)
    results.put('%d taken' % taken)


def fill_and_empty(table, manager, number):
    for turn in range(6):
        table[(number, turn)] = manager.dict({'inner': manager.list([turn])})
        table[(number, turn)]['inner'].append(number)
        assert table[(number, turn)]['inner'][:] == [turn, number]
        del table[(number, turn)]


if __name__ == '__main__':
    support.main()
