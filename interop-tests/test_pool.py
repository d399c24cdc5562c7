"""Pools: manager.Pool(...), whose functions run in worker processes that the server starts as this process was started."""
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest
from multiprocessing import TimeoutError, managers

import support
from support import Child

ERROR = getattr(__import__('multiprocessing'), 'ProcessError')


# What the workers run.

def square(number):
    return number * number


def add(first, second=10):
    return first + second


def fail(number):
    raise KeyError(number)


def late(seconds):
    time.sleep(seconds)
    return seconds


def pid(_=None):
    return os.getpid()


def die(code):
    os._exit(code)


def hang(file):
    """Tells who hangs."""
    with open(file, 'w') as told:
        told.write(str(os.getpid()))
    time.sleep(1000)


def unpicklable(_):
    return lambda: None


def append(job):
    shared, item = job
    shared.append(item)


def repeat(item, times):
    return item * times


def write_into(name):
    """Writes into a block, and into one of its own, whose name it returns."""
    from multiprocessing import shared_memory
    for block in shared_memory.SharedMemory(name), shared_memory.SharedMemory(create=True, size=100):
        block.buf[:5] = b'hello'
        block.close()
    return block.name


def asks_for_a_pool(_):
    support.connect().Pool(1)


SETTING = []


def set_up(value):
    SETTING.append(value)


def setting(_):
    return SETTING


def fails_to_begin():
    raise RuntimeError('the initializer fails')


LONG_RANGE = range(10 ** 15) if sys.version_info[0] > 2 else xrange(10 ** 15)  # noqa: F821


class Unreadable(object):
    """Its pickle cannot be read anywhere."""

    def __reduce__(self):
        return refuse, ()


def refuse():
    raise ValueError('unreadable')


def state(process):
    try:
        with open('/proc/%d/stat' % process) as stat:
            return stat.read().rpartition(')')[2].split()[0]
    except IOError:
        return 'X'


def is_there(process):
    return state(process) not in 'ZX'


@unittest.skipIf(support.is_reference() or support.is_java(), 'of the server in Java, with workers')
class PoolTest(support.ServerTest):
    """One pool of two for all."""

    @classmethod
    def setUpClass(cls):
        super(PoolTest, cls).setUpClass()
        cls.pool = cls.manager.Pool(2)

    @classmethod
    def tearDownClass(cls):
        cls.pool.terminate()
        cls.pool.join()
        del cls.pool
        super(PoolTest, cls).tearDownClass()

    def test_one_call(self):
        self.assertEqual(self.pool.apply(square, (7,)), 49)
        self.assertEqual(self.pool.apply(add, [1], {'second': 2}), 3)
        self.assertEqual(self.pool.apply(add, kwds={'first': 1}), 11)
        result = self.pool.apply_async(add, (1, 2))
        self.assertEqual(result.get(30), 3)
        self.assertTrue(result.ready() and result.successful())

    def test_maps_of_all_kinds(self):
        numbers = list(range(37))
        squares = [square(number) for number in numbers]
        for chunksize in None, 1, 5, 100:
            self.assertEqual(self.pool.map(square, numbers, chunksize), squares)
            self.assertEqual(self.pool.map_async(square, numbers, chunksize).get(30), squares)
        for chunksize in 1, 5, 100:
            self.assertEqual(list(self.pool.imap(square, numbers, chunksize)), squares)
            self.assertEqual(sorted(self.pool.imap_unordered(square, numbers, chunksize)), squares)
        for iterable in (), range(5), 'abc', {1: 2}, set([3]):
            self.assertEqual(self.pool.map(str, iterable), list(map(str, iterable)))

    @unittest.skipIf(support.PYTHON_2, 'Python 2 has none')
    def test_starmap(self):
        pairs = [(number, 1) for number in range(10)]
        self.assertEqual(self.pool.starmap(add, pairs), list(range(1, 11)))
        self.assertEqual(self.pool.starmap(add, pairs, 3), list(range(1, 11)))
        self.assertEqual(self.pool.starmap_async(add, pairs).get(30), list(range(1, 11)))

    def test_the_order_is_that_of_the_arguments(self):
        times = [0.2, 0, 0.1, 0]
        self.assertEqual(self.pool.map(late, times, 1), times)
        self.assertEqual(list(self.pool.imap(late, times)), times)
        self.assertEqual(next(iter(self.pool.imap_unordered(late, [1, 0]))), 0)

    def test_a_shared_part_stays_shared(self):
        part = ['part']
        result = self.pool.map(identity, [[part, part]])[0]
        self.assertIs(result[0], result[1])

    def test_values_pass_that_the_server_does_not_know(self):
        value = Known(5)
        self.assertEqual(self.pool.map(identity, [value, value]), [value, value])

    def test_an_exception_has_its_remote_traceback(self):
        for call in (lambda: self.pool.apply(fail, (5,)), lambda: self.pool.map(fail, [5]),
                     lambda: list(self.pool.imap(fail, [5])), lambda: self.pool.apply_async(fail, (5,)).get(30)):
            with self.assertRaises(KeyError) as raised:
                call()
            self.assertEqual(raised.exception.args, (5,))
            if not support.PYTHON_2:
                self.assertIn('raise KeyError(number)', str(raised.exception.__cause__))

    def test_an_iterator_goes_on_after_an_exception(self):
        results = self.pool.imap(even, range(3))
        self.assertEqual(next(results), 0)
        self.assertRaises(ValueError, next, results)
        self.assertEqual(next(results), 2)
        self.assertRaises(StopIteration, next, results)

    def test_timeouts(self):
        result = self.pool.apply_async(late, (1,))
        self.assertRaises(TimeoutError, result.get, 0.01)
        self.assertFalse(result.ready())
        self.assertRaises(ValueError, result.successful)
        result.wait(0.01)
        self.assertEqual(result.get(timeout=30), 1)
        results = self.pool.imap(late, [1])
        self.assertRaises(TimeoutError, getattr(results, '__next__', None) or results.next, 0.01)
        self.assertEqual(next(results), 1)

    def test_a_result_that_cannot_be_pickled(self):
        with self.assertRaises(Exception) as raised:
            self.pool.apply(unpicklable, (1,))
        self.assertEqual(type(raised.exception).__name__, 'MaybeEncodingError')
        self.assertEqual(self.pool.apply(square, (3,)), 9)

    def test_what_the_worker_cannot_import_or_read_is_an_exception_of_the_task(self):
        workers = set(self.pool.map(pid, range(20), 1))
        here_only = types.ModuleType('module_of_this_process_only')
        sys.modules['module_of_this_process_only'] = here_only
        exec('def function(x): return x', here_only.__dict__)
        with self.assertRaises(ImportError):
            self.pool.apply(here_only.function, (1,))
        with self.assertRaises(ImportError):
            self.pool.map(here_only.function, range(10))
        with self.assertRaises(ValueError) as raised:
            self.pool.map(identity, [1, Unreadable(), 3])
        self.assertEqual(raised.exception.args, ('unreadable',))
        self.assertTrue(all(map(is_there, workers)), 'they live on')

    def test_callbacks(self):
        for name in 'callback', 'error_callback':
            if name == 'callback' or not support.PYTHON_2:
                with self.assertRaises(TypeError) as raised:
                    self.pool.apply_async(square, (1,), {}, **{name: square})
                self.assertIn('get()', str(raised.exception))
        if not support.PYTHON_2:
            results, errors = self.manager.list(), self.manager.list()
            self.pool.map_async(square, [1, 2], callback=results.append, error_callback=errors.append).wait(30)
            self.pool.apply_async(fail, (7,), callback=results.append, error_callback=errors.append).wait(30)
            self.assertEqual(results[:], [[1, 4]])
            self.assertEqual([type(error) for error in errors], [KeyError])

    def test_proxies_as_arguments(self):
        shared = self.manager.list()
        self.pool.map(append, [(shared, number) for number in range(5)])
        self.assertEqual(sorted(shared[:]), list(range(5)))

    def test_ranges(self):
        for numbers in range(0), range(100000), range(50, -51, -3), range(10 ** 12, 10 ** 12 + 30, 7):
            self.assertEqual(self.pool.map(square, numbers), [number * number for number in numbers])
            self.assertEqual(list(self.pool.imap(square, numbers[:40], 7)), [number * number for number in numbers[:40]])
        with self.assertRaises(MemoryError):
            self.pool.map(square, LONG_RANGE)

    def test_bad_chunks(self):
        for chunksize in 0, -1:
            self.assertRaises(ValueError, self.pool.map, square, [1], chunksize)
            self.assertRaises(ValueError, self.pool.imap, square, [1], chunksize)
        self.assertRaises(TypeError, self.pool.map, square, 5)
        self.assertRaises(TypeError, self.pool.map)

    def test_a_worker_may_have_no_pool(self):
        with self.assertRaises(managers.RemoteError) as raised:
            self.pool.apply(asks_for_a_pool, (1,))
        self.assertIn('daemonic', str(raised.exception))

    def test_join_before_close(self):
        self.assertRaises(ValueError, self.pool.join)


def identity(value):
    return value


def even(number):
    if number % 2:
        raise ValueError(number)
    return number


class Known(object):
    """A class of the client's own."""

    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return self.value == other.value

    __hash__ = None


@unittest.skipIf(support.is_reference() or support.is_java(), 'of the server in Java, with workers')
class LifeTest(support.ServerTest):
    """Pools that begin and end, and workers that die."""

    def pool(self, *args, **kwds):
        pool = self.manager.Pool(*args, **kwds)
        self.addCleanup(pool.terminate)
        return pool

    def assertGone(self, workers):
        self.assertEventually(lambda: not any(map(is_there, workers)))

    def test_a_pool_that_is_closed_finishes_and_ends(self):
        pool = self.manager.Pool(2)
        workers = set(pool.map(pid, range(20), 1))
        results = [pool.apply_async(late, (0.05,)) for _ in range(6)]
        pool.close()
        with self.assertRaises(ValueError) as raised:
            pool.apply(square, (1,))
        self.assertEqual(str(raised.exception), 'Pool not running')
        pool.join()
        self.assertEqual([result.get(0) for result in results], 6 * [0.05])
        self.assertGone(workers)

    def test_ten_thousand_tasks_terminated(self):
        pool = self.manager.Pool(2)
        workers = set(pool.map(pid, range(20), 1))
        result = pool.map_async(late, 10000 * [100], 1)
        pool.terminate()
        pool.join()
        self.assertGone(workers)
        self.assertRaises(ERROR, result.get, 30)

    def test_with_ends_it(self):
        if support.PYTHON_2:
            return
        with self.manager.Pool(1) as pool:
            worker = pool.apply(pid)
        self.assertGone([worker])

    def test_a_pool_that_nobody_has_ends(self):
        pool = self.manager.Pool(1)
        worker = pool.apply(pid)
        del pool
        gc.collect()
        self.assertGone([worker])

    def test_bad_arguments(self):
        for args in (0,), (-1,), (1, None, (), 0), (1, None, (), -1), (1, 5), ('x',), (1, None, (), 'x'):
            self.assertRaises(managers.RemoteError, self.manager.Pool, *args)
        with self.assertRaises(managers.RemoteError) as raised:
            self.manager.Pool(1000)
        self.assertIn('--workers', str(raised.exception))

    def test_a_worker_that_exits_fails_its_task(self):
        pool = self.pool(1)
        worker = pool.apply(pid)
        with self.assertRaises(ERROR) as raised:
            pool.apply(die, (3,))
        message = str(raised.exception)
        for part in 'worker %d' % worker, 'exited with code 3', 'die', os.uname()[1]:
            self.assertIn(part, message)
        self.assertNotEqual(pool.apply(pid), worker)

    def test_a_worker_that_is_killed_fails_its_task_and_no_other(self):
        pool = self.pool(2)
        result = pool.map_async(kill_if, range(20), 1)
        with self.assertRaises(ERROR) as raised:
            result.get(30)
        self.assertIn('signal 9', str(raised.exception))
        self.assertEqual(pool.map(square, range(20), 1), [square(number) for number in range(20)])

    def test_idle_workers_that_are_killed_are_replaced(self):
        pool = self.pool(2)
        for _ in range(3):
            for worker in set(pool.map(pid, range(20), 1)):
                os.kill(worker, signal.SIGKILL)
            self.assertEqual(pool.map_async(square, range(200), 1).get(30), [n * n for n in range(200)])

    def test_a_worker_that_is_stopped_holds_up_nobody(self):
        pool = self.manager.Pool(2)
        workers = set(pool.map(pid, range(50), 1))
        self.assertEventually(lambda: len(workers) == 2 or workers.update(pool.map(pid, range(50), 1)))
        stopped = workers.pop()
        os.kill(stopped, signal.SIGSTOP)
        self.assertEventually(lambda: state(stopped) == 'T')  # until then it may take a task
        self.assertEqual(set(pool.map_async(pid, range(50), 1).get(30)), workers)
        pool.terminate()
        pool.join()
        self.assertGone([stopped])

    def test_maxtasksperchild(self):
        pool = self.pool(1, None, (), 2)
        workers = [pool.apply(pid) for _ in range(5)]
        self.assertEqual([workers.count(worker) for worker in sorted(set(workers), key=workers.index)], [2, 2, 1])

    def test_an_initializer(self):
        pool = self.pool(2, set_up, ('value',))
        self.assertEqual(pool.map(setting, range(10), 1), 10 * [['value']])

    def test_an_initializer_that_fails_fails_the_pool(self):
        pool = self.pool(2, fails_to_begin)
        with self.assertRaises(ERROR) as raised:
            pool.apply(square, (1,))
        self.assertIn('the initializer fails', str(raised.exception))
        with self.assertRaises(ERROR) as raised:
            pool.map(square, [1])
        self.assertIn('the initializer fails', str(raised.exception))
        pool.join()

    def test_pools_of_two_clients(self):
        pool = self.pool(1)
        mine = pool.apply(pid)
        with Child(with_a_pool) as child:
            theirs = child.receive()
            self.assertNotEqual(mine, theirs)
            self.assertEqual(pool.apply(square, (3,)), 9)
            self.assertTrue(is_there(theirs))

    def test_the_workers_of_a_killed_client_end(self):
        with Child(with_a_pool) as child:
            worker = child.receive()
            child.kill()
            self.assertGone([worker])

    def test_blocks_of_shared_memory_outlive_the_workers(self):
        try:
            from multiprocessing import shared_memory
        except ImportError:
            return self.skipTest('this Python has no shared memory')
        block = shared_memory.SharedMemory(create=True, size=100)
        self.addCleanup(block.unlink)
        self.addCleanup(block.close)
        pool = self.pool(1)
        made = pool.apply(write_into, (block.name,))
        pool.terminate()
        pool.join()
        self.assertEqual(bytes(block.buf[:5]), b'hello')
        self.assertTrue(os.path.exists('/dev/shm/' + block.name))
        of_worker = shared_memory.SharedMemory(made)
        self.assertEqual(bytes(of_worker.buf[:5]), b'hello')
        of_worker.close()
        of_worker.unlink()

    def test_a_result_of_64_mib(self):
        data = self.pool(1).apply(repeat, (b'x', 1 << 26))
        self.assertEqual(len(data), 1 << 26)
        self.assertEqual(data.count(b'x'), 1 << 26)

    def test_threads_share_a_pool(self):
        pool = self.pool(2)
        results = []
        threads = [threading.Thread(target=lambda: results.append(pool.map(square, range(50), 1))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(results, 4 * [[square(number) for number in range(50)]])


def kill_if(number):
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def with_a_pool(pipe):
    pool = support.connect().Pool(1)
    pipe.send(pool.apply(pid))
    pool.map(late, [1000])


PROGRAM = '''
import sys
from multiprocessing.managers import SyncManager
%(imports)s

def double(number):
    return 2 * number

if __name__ == '__main__':
    manager = SyncManager(%(address)r, %(key)r)
    manager.connect()
    pool = manager.Pool(1)
    print(pool.map(%(function)s, [1, 2]))
    pool.terminate()
'''


@unittest.skipIf(support.is_reference() or support.is_java(), 'of the server in Java, with workers')
class StartedTest(unittest.TestCase):
    """Workers are started as the client was, in whatever way that was; its functions are found."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def program(self, function='double', imports=''):
        return PROGRAM % {'address': support.address(), 'key': support.authkey(), 'function': function, 'imports': imports}

    def file(self, name, text):
        path = os.path.join(self.folder, *name.split('/'))
        if not os.path.isdir(os.path.dirname(path)):
            os.makedirs(os.path.dirname(path))
        with open(path, 'w') as written:
            written.write(text)
        return path

    def assertDoubled(self, arguments, said='[2, 4]', **options):
        process = subprocess.Popen([sys.executable] + arguments, cwd=self.folder, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, **options)
        written = process.communicate(self.program('abs') if '-' in arguments else '')[0]
        self.assertEqual(written.strip(), said)

    def test_a_script(self):
        self.assertDoubled([self.file('program.py', self.program())])

    def test_a_script_by_a_relative_path_with_its_modules(self):
        self.file('sub/helper.py', 'twice = lambda number: 2 * number')
        self.file('sub/program.py', self.program(imports='import helper'))
        self.assertDoubled(['-B', os.path.join('sub', 'program.py'), 'argument'])

    def test_a_script_without_a_suffix(self):
        self.assertDoubled([self.file('bin/program', self.program())])

    def test_a_script_in_a_folder_with_a_name_beyond_ascii(self):
        folder = os.path.join(self.folder, 'm\xc3\xbcll' if support.PYTHON_2 else 'm\xfcll')
        os.mkdir(folder)
        self.assertDoubled([self.file(os.path.basename(folder) + '/program.py', self.program())])

    def test_a_module(self):
        self.file('package/__init__.py', '')
        self.file('package/helper.py', '')
        self.file('package/program.py', self.program(imports='from . import helper'))
        self.assertDoubled(['-m', 'package.program'])

    def test_words(self):
        start = 'from multiprocessing.managers import SyncManager;'
        self.assertDoubled(['-c', start + self.program('abs').split('SyncManager', 1)[1]], '[1, 2]')
        self.assertDoubled(['-c', self.program('abs')], '[1, 2]')

    def test_standard_input(self):
        self.assertDoubled(['-'], '[1, 2]')


if __name__ == '__main__':
    support.main()
