"""The sums of the primes below 0, 500, 1,000 and so on, worked out in several ways, and how long each takes.

    picklewire serve --workers 8
    python prime_sums.py                alone, threads, processes, pool
    python prime_sums.py pool           one of them

`alone` is a loop; `threads` are of this process; `processes` take the limits from a queue of the server; `pool` is a
pool of the server. `java` is threads that call an object that Java shares: ../examples/PrimeSums.java is its server.
"""
from __future__ import print_function

import math
import multiprocessing
import sys
import threading
import time
from multiprocessing.managers import SyncManager

from connect import connect, parser

try:
    import queue
except ImportError:  # Python 2
    import Queue as queue

SyncManager.register('get_primes')


def is_prime(number):
    """By trial division: it is to take its time."""
    if number < 2:
        return False
    for divisor in range(2, int(math.sqrt(number)) + 1):
        if number % divisor == 0:
            return False
    return True


def sum_of_primes(limit):
    """Of those below it."""
    return sum(number for number in range(2, limit) if is_prime(number))


def alone(limits, options):
    return [sum_of_primes(limit) for limit in limits]


def threads(limits, options):
    return by_threads(sum_of_primes, limits, options)


def java(limits, options):
    # One proxy: each thread makes a connection of its own with it.
    return by_threads(connect(SyncManager, options).get_primes().sumOfPrimes, limits, options)


def by_threads(function, limits, options):
    todo, sums = fill(queue.Queue(), limits, options), []

    def work():
        for limit in iter(todo.get, None):
            sums.append(function(limit))

    run([threading.Thread(target=work) for _ in range(options.workers)])
    return sums


def processes(limits, options):
    manager = connect(SyncManager, options)
    todo, sums = fill(manager.Queue(), limits, options), manager.Queue()
    run([multiprocessing.Process(target=work_in_process, args=(todo, sums)) for _ in range(options.workers)])
    return [sums.get(timeout=10) for _ in limits]


def work_in_process(todo, sums):
    for limit in iter(todo.get, None):
        sums.put(sum_of_primes(limit))


def pool(limits, options):
    workers = connect(SyncManager, options).Pool(options.workers)
    sums = workers.map(sum_of_primes, limits)
    workers.close()
    workers.join()
    return sums


def fill(todo, limits, options):
    """The limits, and an end for each worker."""
    for limit in limits + [None] * options.workers:
        todo.put(limit)
    return todo


def run(workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


WAYS = {'alone': alone, 'threads': threads, 'processes': processes, 'pool': pool, 'java': java}


def main():
    options = parser('Sums primes in several ways.')
    options.add_argument('ways', nargs='*', default=['alone', 'threads', 'processes', 'pool'],
                         help='some of %s (default: all but java)' % ', '.join(sorted(WAYS)))
    options.add_argument('--limit', type=int, default=20000, help='where the limits end (default %(default)s)')
    options.add_argument('--step', type=int, default=500, help='from limit to limit (default %(default)s)')
    options.add_argument('--workers', type=int, default=8, help='how many (default %(default)s)')
    options = options.parse_args()
    unknown = [way for way in options.ways if way not in WAYS]
    if unknown:
        sys.exit('there is no way %s; there are %s' % (', '.join(unknown), ', '.join(sorted(WAYS))))

    limits, found = list(range(0, options.limit, options.step)), set()
    for way in options.ways:
        start = time.time()
        sums = WAYS[way](limits, options)
        print('%s: %d sums, together %d, in %.3f s' % (way, len(sums), sum(sums), time.time() - start))
        found.add((len(sums), sum(sums)))
    if len(found) != 1:
        sys.exit('the ways do not come to the same sums')


if __name__ == '__main__':
    main()
