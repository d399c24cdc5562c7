"""Small requests that ask for much: an error, and nobody else waits."""
import threading
import time
import unittest

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


if __name__ == '__main__':
    unittest.main()
