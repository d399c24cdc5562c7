"""A program as most are: multiprocessing.Manager(), pools and processes. One line makes it use a running server.

    python in_place_of_manager.py START_METHOD
"""
from __future__ import print_function

import multiprocessing
import os
import sys
from multiprocessing.managers import BaseManager, SyncManager

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'python-clients'))
import running_manager  # noqa: E402

running_manager.use()


def double(job):
    numbers, lock, counter, number = job
    with lock:
        counter.value += 1
    numbers[number] = 2 * number
    return os.getpid()


def work(tasks, results):
    for number in iter(tasks.get, None):
        results.put(number * number)


class Own(object):
    def answer(self):
        return 42


class OwnManager(BaseManager):
    pass


OwnManager.register('Own', Own)


def check(condition, what):
    if not condition:
        sys.exit('wrong: ' + what)


def pools(manager):
    numbers, lock, counter = manager.dict(), manager.Lock(), manager.Value('i', 0)
    jobs = [(numbers, lock, counter, number) for number in range(20)]
    pool = multiprocessing.Pool(3)
    pids = pool.map(double, jobs)
    pool.close()
    pool.join()
    check(counter.value == 20 and sorted(numbers.values()) == list(range(0, 40, 2)), 'Pool')
    check(os.getpid() not in pids, 'the pool has no processes')
    try:
        from concurrent.futures import ProcessPoolExecutor
    except ImportError:  # Python 2
        return
    with ProcessPoolExecutor(2) as executor:
        list(executor.map(double, jobs))
    check(counter.value == 40, 'ProcessPoolExecutor')


def processes(manager):
    tasks, results = manager.Queue(), manager.Queue()
    workers = [multiprocessing.Process(target=work, args=(tasks, results)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for number in list(range(10)) + 3 * [None]:
        tasks.put(number)
    check(sorted(results.get(timeout=60) for _ in range(10)) == [n * n for n in range(10)], 'Process')
    for worker in workers:
        worker.join()
    check([worker.exitcode for worker in workers] == [0, 0, 0], 'a worker failed')


def main():
    if len(sys.argv) > 1 and sys.argv[1] != 'default':
        multiprocessing.set_start_method(sys.argv[1])
    manager = multiprocessing.Manager()
    check(running_manager._NoProcess is type(manager._process), 'Manager() started a process')
    pools(manager)
    processes(manager)
    second = SyncManager(address=('127.0.0.1', 0), authkey=b'another')
    if sys.version_info[0] == 2:
        second.start()  # in Python 3 `with` does
    with second:
        kept = second.list([1])
        check(kept[:] == [1], 'with')
    try:
        second.list()
        check(False, 'a manager that was shut down makes objects')
    except AssertionError:
        pass
    third = SyncManager()
    third.start()
    check(third.address == manager.address, 'the address')
    third.shutdown()
    third.join()
    check(manager.list([2])[:] == [2], 'shutdown ended more than its own part')
    own = OwnManager()
    own.start()
    check(own.Own().answer() == 42, "classes of the program's own")
    own.shutdown()
    try:
        manager.start()
        check(False, 'a manager was started twice')
    except (multiprocessing.ProcessError, AssertionError):
        pass
    print('everything is shared')


if __name__ == '__main__':
    main()
