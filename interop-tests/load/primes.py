"""The sums of the primes below many numbers, worked out in four ways by eight workers (or by one).

    python primes.py alone|threads|processes|java LIMIT STEP [ADDRESS]

runs one way, against the server at ADDRESS where it needs one, and prints a line of JSON.
"""
import contextlib
import json
import math
import multiprocessing
import os
import queue
import sys
import threading
import time
from multiprocessing import managers

import chart
import processes
import stock
from measure import Figure, Sample, Work, progress

WORKERS = 8
LIMIT_SECONDS = 600
KEY = 'PICKLEWIRE_AUTHKEY'
ALONE = 'Python alone'


# The work.

def is_prime(number):
    """By trial division: it is to take its time."""
    if number < 2:
        return False
    for divisor in range(2, int(math.sqrt(number)) + 1):
        if number % divisor == 0:
            return False
    return True


def sum_of_primes(below):
    return sum(number for number in range(2, below) if is_prime(number))


# The ways; each takes the tasks and returns the sums, in any order.

def alone(tasks, _address):
    return [sum_of_primes(task) for task in tasks]


def with_threads(tasks, _address):
    return by_threads(tasks, sum_of_primes)


def with_java(tasks, address):
    managers.SyncManager.register('get_primes')
    # One proxy: each thread makes a connection of its own with it.
    return by_threads(tasks, stock.manager(address, os.environ[KEY]).get_primes().sumOfPrimes)


def by_threads(tasks, function):
    todo, sums = filled(queue.Queue(), tasks), []

    def work():
        for task in iter(todo.get, None):
            sums.append(function(task))

    run_all([threading.Thread(target=work) for _ in range(WORKERS)])
    return sums


def with_processes(tasks, address):
    manager = stock.manager(address, os.environ[KEY])
    todo, sums = filled(manager.Queue(), tasks), manager.Queue()
    run_all([multiprocessing.Process(target=work_in_process, args=(todo, sums)) for _ in range(WORKERS)])
    return [sums.get(timeout=10) for _ in tasks]


def work_in_process(todo, sums):
    for task in iter(todo.get, None):
        sums.put(sum_of_primes(task))


def filled(todo, tasks):
    for task in list(tasks) + [None] * WORKERS:
        todo.put(task)
    return todo


def run_all(workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def main(way, limit, step, address=''):
    ways = {'alone': alone, 'threads': with_threads, 'processes': with_processes, 'java': with_java}
    tasks = range(0, int(limit), int(step))
    start = time.perf_counter()
    sums = ways[way](tasks, processes.parse_address(address) if address else None)
    print(json.dumps({'seconds': time.perf_counter() - start, 'sum': sum(sums), 'tasks': len(sums)}))


# The measuring.

class Way:
    """One of the ways, in a process of its own."""

    def __init__(self, name, argument, settings, server=None):
        self.name = name
        limit, step = settings.prime_tasks
        where = ['%s:%d' % server.address] if server else []
        self._command = [sys.executable, os.path.abspath(__file__), argument, str(limit), str(step)] + where
        self._environment = {KEY: server.key} if server else {}
        self.sums = set()

    def turn(self):
        said = json.loads(processes.run(self._command, LIMIT_SECONDS, self._environment))
        self.sums.add((said['tasks'], said['sum']))
        return Sample(said['seconds'])


def run(settings):
    with contextlib.ExitStack() as stack:
        started = settings.sides(stack)
        ways = [Way(ALONE, 'alone', settings),
                Way('Python, %d threads' % WORKERS, 'threads', settings),
                Way('Python, %d processes' % WORKERS, 'processes', settings, started.picklewire()),
                Way('Java, for %d Python threads' % WORKERS, 'java', settings, started.java_program('Primes.java'))]
        figures = Work('primes', '%d sums' % len(range(0, *settings.prime_tasks)), 's').measure(
            ways, settings.rounds, Way.turn)
    if len(set.union(*(way.sums for way in ways))) != 1:
        raise processes.Failed('the ways do not come to the same sums: %s' % [(way.name, way.sums) for way in ways])
    draw(settings, figures)
    return figures + [Figure('primes', 'speed-up', figure.side, 'times', [Sample(figures[0].value / figure.value)])
                      for figure in figures]


def draw(settings, figures):
    limit, step = settings.prime_tasks
    bars = [chart.Bar(figure.side, figure.value, '%.3g s' % figure.value,
                      '%.2g times as fast' % (figures[0].value / figure.value)) for figure in figures]
    bars[0].remark = ''
    chart.write(settings.chart, chart.Chart(
        'Sums of the primes below 0, {:,}, {:,} … {:,}'.format(step, 2 * step, limit - step),
        'seconds of wall clock on %d processors' % os.cpu_count(), bars))
    progress('primes: the chart is %s' % settings.chart)


if __name__ == '__main__':
    main(*sys.argv[1:])
