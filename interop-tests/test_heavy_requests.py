"""Small requests that ask for much: an error, and nobody else waits."""
import threading
import time
import unittest
from multiprocessing import managers

import support


@unittest.skipIf(support.is_reference(), 'CPython runs out of memory')
class HeavyRequestsTest(support.ServerTest):
    def refused(self, call, *args):
        """The call fails, while another client is served all the time."""
        longest, done = [0], threading.Event()

        def ask():
            shared = self.manager.Value('i', 5)
            while not done.is_set():
                start = time.time()
                shared.get()
                longest[0] = max(longest[0], time.time() - start)
                time.sleep(0.005)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            with self.assertRaises(Exception) as caught:
                call(*args)
        finally:
            done.set()
            asking.join()
        self.assertIn('MemoryError', type(caught.exception).__name__ + str(caught.exception))
        self.assertLess(longest[0], 10)

    def test_repetitions(self):
        self.assertEqual((self.manager.list() * 10**9), [])
        self.refused(self.manager.list([0]).__mul__, 10**9)
        self.refused(self.manager.list([0]).__imul__, 10**9)

    @support.python_3
    def test_ranges_and_what_iterates_over_them(self):
        much = range(10**12)
        shared = self.manager.list()
        self.refused(shared.extend, much)
        self.refused(shared.extend, map(str, much))
        self.refused(shared.extend, enumerate(much))
        self.refused(shared.__setitem__, slice(0, 0), much)
        self.refused(self.manager.list, much)
        self.refused(self.manager.Array, 'i', much)
        self.assertEqual(shared[:], [])

    def test_a_billion_laughs(self):
        laugh = ['ha'] * 10
        for _ in range(9):
            laugh = [laugh] * 10
        self.refused(lambda: self.manager.list([laugh])._callmethod('__str__'))


class LongWorkTest(support.ServerTest):
    """What takes long for one client takes no time of others."""

    def during(self, work):
        """How many calls others make while it is under way; they need not be fast, but they are not one or two."""
        ended = threading.Event()

        def carry_out():
            work()
            ended.set()

        other = self.manager.list([0])
        thread = threading.Thread(target=carry_out)
        thread.start()
        calls = 0
        while not ended.is_set():
            other.append(other.pop())
            calls += 1
        thread.join()
        return calls

    def test_a_sort_of_many(self):
        shared = self.manager.list([(i * 7919) % 1000003 for i in range(500000)])
        self.assertGreater(self.during(shared.sort), 10)
        self.assertEqual(shared[:], sorted((i * 7919) % 1000003 for i in range(500000)))

    def test_who_calls_the_same_object_waits_for_its_turn(self):
        shared = self.manager.list([i % 1009 for i in range(400000)])
        sorting = threading.Thread(target=shared.sort)
        sorting.start()
        while sorting.is_alive():
            shared.append(5000)  # which stays the last
            self.assertEqual(shared.pop(), 5000)
        self.assertEqual((shared[0], shared[-1], len(shared)), (0, 1008, 400000))

    def test_large_requests_and_replies(self):
        values = list(range(400000))
        shared = self.manager.list()
        shared.extend(values)
        self.assertEqual(shared[:], values)
        self.assertEqual(shared._getvalue(), values)

    def test_a_large_argument_that_is_a_proxy(self):
        shared = self.manager.list(list(range(100000)))
        both = self.manager.list([-1])
        both.extend(shared)
        both.extend(both)
        self.assertEqual((len(both), both[0], both[-1]), (200002, -1, 99999))

    def test_counting_many_once(self):
        class Manager(managers.BaseManager):
            """Knows one type more."""
        Manager.register('Counter')
        counter = support.connect(Manager).Counter()
        counter.update(list(range(50000)) * 2)
        self.assertEqual(counter.total() if hasattr(counter, 'total') else sum(counter.values()), 100000)


if __name__ == '__main__':
    unittest.main()
