"""Types beside SyncManager's own that programs register: what an object of this process does is right."""
import collections
import random
import threading
import unittest
from multiprocessing.managers import BaseManager, DictProxy

import items
import support
from support import PYTHON_2, queue


class Manager(BaseManager):
    """As a program registers what another serves."""


for name in 'PriorityQueue', 'LifoQueue', 'SimpleQueue', 'Queue':
    Manager.register(name)
DEQUE = [name for name in dir(collections.deque()) if callable(getattr(collections.deque(), name)) and name[0] != '_']
Manager.register('deque', exposed=DEQUE + ['__len__', '__getitem__', '__setitem__', '__delitem__', '__contains__', '__iadd__',
                                           '__add__', '__mul__'])
for name in 'OrderedDict', 'Counter', 'defaultdict':
    Manager.register(name, exposed=list(DictProxy._exposed_) + ['move_to_end', 'most_common', 'elements', 'subtract', 'total'])


@unittest.skipIf(support.is_reference(), 'it serves what its own program registers')
class TypesTest(support.ServerTest):
    def setUp(self):
        super(TypesTest, self).setUp()
        self.types = support.connect(Manager)


class QueueTest(TypesTest):
    def test_a_priority_queue_has_the_order_of_pythons_heap(self):
        chance = random.Random(7)
        there, here = self.types.PriorityQueue(), queue.PriorityQueue()
        for number in range(300):
            if number % 5 == 4 and not here.empty():
                self.assertEqual(there.get(), here.get())
            item = (chance.randrange(10), str(number))
            if number % 3:
                item = (item[0], item[1], u'text', [number])
            for each in there, here:
                each.put(item)
        self.assertEqual(there.qsize(), here.qsize())
        self.assertEqual([there.get() for _ in range(here.qsize())], [here.get() for _ in range(here.qsize())])
        self.assertRaises(queue.Empty, there.get, False)

    @support.python_3
    def test_what_has_no_order_is_refused_and_nothing_is_lost(self):
        there = self.types.PriorityQueue()
        there.put((1, 'a'))
        self.assertRaises(TypeError, there.put, (1, items.Plain()))
        self.assertRaises(TypeError, there.put, 'text')
        self.assertEqual(there.qsize(), 1)
        there.put((0, items.Plain(a=1)))
        self.assertEqual(there.get(), (0, items.Plain(a=1)))
        self.assertEqual(there.get(), (1, 'a'))

    def test_a_last_in_first_out_queue(self):
        there = self.types.LifoQueue(2)
        there.put(1)
        there.put(2)
        self.assertRaises(queue.Full, there.put, 3, False)
        self.assertEqual([there.get(), there.get()], [2, 1])
        there.task_done()
        there.task_done()
        there.join()
        self.assertRaises(ValueError, there.task_done)

    def test_a_simple_queue(self):
        there = self.types.SimpleQueue()
        there.put(1)
        there.put(2, False, 0.1)
        there.put_nowait(None)
        self.assertEqual((there.qsize(), there.empty()), (3, False))
        self.assertEqual([there.get(), there.get(timeout=1), there.get_nowait()], [1, 2, None])
        self.assertRaises(queue.Empty, there.get, timeout=0.01)
        self.assertRaises(queue.Empty, there.get_nowait)
        self.assertFalse(hasattr(there, 'task_done'))
        self.assertRaises(ValueError, there.get, True, -1)

    def test_waiting(self):
        for there in self.types.PriorityQueue(1), self.types.LifoQueue(1), self.types.SimpleQueue():
            got = []
            taker = threading.Thread(target=lambda: got.extend([there.get(), there.get()]))
            taker.start()
            there.put(5)
            there.put(5)
            taker.join()
            self.assertEqual(got, [5, 5])


class DequeTest(TypesTest):
    def both(self, *args):
        return self.types.deque(*args), collections.deque(*args)

    def test_every_method(self):
        calls = [('append', 1), ('appendleft', 2), ('extend', [3, 4, None]), ('extendleft', 'ab'), ('rotate',), ('rotate', -3),
                 ('rotate', 10**6), ('pop',), ('popleft',), ('remove', 3), ('count', 4), ('append', 4), ('count', 4),
                 ('__len__',), ('__getitem__', 0), ('__getitem__', -1), ('__setitem__', 1, 'x'), ('reverse',),
                 ('__delitem__', 0), ('extend', range(5))]
        if not PYTHON_2:
            calls += [('insert', 1, 'y'), ('insert', -1, 'z'), ('insert', 99, 'last'), ('index', 'y'), ('index', 3, 1, 99),
                      ('__contains__', 'x'), ('__mul__', 2), ('__add__', collections.deque([1])), ('copy',)]
        calls += [('clear',)]
        for args in (), ([1, 2, 3],), ([1, 2, 3], 4), ([1, 2, 3, 4], 2):
            there, here = self.both(*args)
            for call in calls:
                outcomes = []
                for each in there, here:
                    try:
                        outcomes.append(getattr(each, call[0])(*call[1:]))
                    except Exception as error:
                        outcomes.append((type(error), error.args))
                if call[0] in ('insert', 'remove') and isinstance(outcomes[0], tuple):  # whose words differ by version
                    outcomes = [outcome[0] for outcome in outcomes]
                self.assertEqual(outcomes[0], outcomes[1], (args, call))
                self.assertEqual(there._getvalue(), here, (args, call))
                self.assertEqual(str(there), str(here))

    def test_errors(self):
        there, here = self.both([1])
        for call in ('pop',), ('pop',), ('popleft',), ('remove', 5), ('__getitem__', 5), ('__getitem__', 'a'), ('append',):
            outcomes = []
            for each in there, here:
                try:
                    outcomes.append(getattr(each, call[0])(*call[1:]))
                except Exception as error:
                    outcomes.append(type(error))
            self.assertEqual(outcomes[0], outcomes[1], call)
        self.assertRaises(Exception, self.types.deque, [], -1)

    def test_a_proxy_as_an_argument(self):
        there = self.types.deque([1, 2])
        self.assertEqual(self.manager.list(there)[:], [1, 2])
        there.extend(there)
        self.assertEqual(there._getvalue(), collections.deque([1, 2, 1, 2]))


class DictTest(TypesTest):
    def test_an_ordered_dict(self):
        there, here = self.types.OrderedDict([('a', 1), ('b', 2), ('c', 3)]), collections.OrderedDict(
            [('a', 1), ('b', 2), ('c', 3)])
        if not PYTHON_2:
            for each in there, here:
                each.move_to_end('a')
                each.move_to_end('c', last=False)
            self.assertRaises(KeyError, there.move_to_end, 'x')
        self.assertEqual(there._getvalue(), here)
        self.assertEqual(there.copy(), here)
        self.assertEqual(type(there.copy()), type(here))
        self.assertEqual(there.popitem(), here.popitem())
        self.assertEqual(there.popitem(last=False), here.popitem(last=False))
        self.assertEqual(there.keys(), list(here))

    def test_a_counter(self):
        there, here = self.types.Counter('abracadabra'), collections.Counter('abracadabra')
        self.assertEqual(there._getvalue(), here)
        self.assertEqual(there['x'], 0)
        for each in there, here:
            each.update('xyz')
            each.update({'a': 2, 'x': -5})
            each.update(b=3)
            each.subtract(['a', 'b', 'q'])
            each.subtract({'r': 0.5})
            each['n'] += 7
            del each['z']
            del each['never there']
        self.assertEqual(there.copy(), here)
        self.assertEqual(type(there.copy()), collections.Counter)
        self.assertEqual(there.most_common(2), here.most_common(2))
        self.assertEqual(there.most_common(), here.most_common() if not PYTHON_2 else there.most_common())
        self.assertEqual(sorted(self.types.Counter(a=2, b=0, c=-1).elements()), ['a', 'a'])
        if hasattr(here, 'total'):
            self.assertEqual(there.total(), here.total())
        self.assertRaises(TypeError, there.update, {'a': 'text'})

    def test_a_default_dict(self):
        for factory, empty in [(list, []), (int, 0), (set, set()), (dict, {}), (float, 0.0), (str, ''), (tuple, ())]:
            there = self.types.defaultdict(factory, {'there': 1})
            self.assertEqual((there['there'], there['new']), (1, empty))
            self.assertEqual(there.keys(), ['there', 'new'])
            self.assertEqual(there._getvalue(), collections.defaultdict(factory, {'there': 1, 'new': empty}))
            self.assertIs(there.copy().default_factory, factory)
            self.assertIsNone(there.get('never'))
            self.assertRaises(KeyError, there.pop, 'never')
        there = self.types.defaultdict(int)
        for word in 'a', 'b', 'a':
            there[word] += 1
        self.assertEqual(dict(there.items()), {'a': 2, 'b': 1})
        self.assertRaises(KeyError, lambda: self.types.defaultdict()['k'])

    def test_a_factory_that_only_python_can_call_is_refused(self):
        with self.assertRaises(Exception) as caught:
            self.types.defaultdict(items.Plain)
        self.assertIn('which this manager cannot call; it can call bool, bytes, dict,', str(caught.exception))


if __name__ == '__main__':
    unittest.main()
