"""Tasks a second through a pool: map at chunksize 1 and by default, and apply, with 1, 2 and 4 workers."""
import concurrent.futures
import contextlib
import multiprocessing
import os
import time

import stock
from measure import Figure, Sample, Work

POOL, EXECUTOR = 'multiprocessing.Pool', 'ProcessPoolExecutor'
COST = 'us a task'
TICKS = os.sysconf('SC_CLK_TCK')


class PoolOf:
    """A pool, of whichever kind; the function is one that every worker knows."""

    def __init__(self, name, pool, start=None):
        self.name, self.pool, self._start = name, pool, start

    def map_one_by_one(self, count):
        return list(self.pool.map(abs, range(count), chunksize=1))

    def map(self, count):
        if self.name == EXECUTOR:  # its default is 1
            return list(self.pool.map(abs, range(count), chunksize=max(1, count // (4 * self.pool._max_workers))))
        return self.pool.map(abs, range(count))

    def apply(self, count):
        call = (lambda i: self.pool.submit(abs, i).result()) if self.name == EXECUTOR else (
            lambda i: self.pool.apply(abs, (i,)))
        return [call(number) for number in range(count)]


def pools(settings, stack, workers):
    """The four kinds, each with so many workers."""
    # Those that fork come first: this process has no threads yet.
    plain = stack.enter_context(multiprocessing.get_context('fork').Pool(workers))
    executor = stack.enter_context(concurrent.futures.ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context('fork')))
    executor.submit(abs, 1).result()
    sides = settings.sides(stack)
    made = []
    for side in sides.picklewire(), sides.cpython():
        pool = stock.manager(side.address, side.key).Pool(workers)
        stack.callback(pool.terminate)
        made.append(PoolOf(side.name, pool))
    return made + [PoolOf(POOL, plain), PoolOf(EXECUTOR, executor)]


def processor_seconds():
    """Of this process and all that it has started, and that those have."""
    times, parents = {}, {}
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                with open('/proc/%s/stat' % entry) as stat:
                    fields = stat.read().rpartition(')')[2].split()
            except OSError:
                continue
            parents[int(entry)] = int(fields[1])
            times[int(entry)] = (int(fields[11]) + int(fields[12])) / TICKS
    return sum(times[pid] for pid in times if is_below(pid, os.getpid(), parents))


def is_below(pid, root, parents):
    while pid in parents and pid != root:
        pid = parents[pid]
    return pid == root


def turn_of(method, seconds, costs):
    """One turn: as many tasks as take about so long."""
    def turn(side):
        call, count = getattr(side, method), 50
        while True:
            before, start = processor_seconds(), time.perf_counter()
            results = call(count)
            taken = time.perf_counter() - start
            stock.expect(results, list(range(count)))
            if taken >= seconds / 2 or count >= 5000000:
                costs.setdefault(side.name, []).append(
                    Sample((processor_seconds() - before) / count * 1e6))
                return Sample(count / taken)
            count = min(5000000, int(count * min(20, max(2, 0.8 * seconds / max(taken, 1e-6)))))
    return turn


def run(settings):
    figures = []
    for workers in settings.pool_workers:
        with contextlib.ExitStack() as stack:
            sides = pools(settings, stack, workers)
            for method, name in ('map_one_by_one', 'map, chunksize 1'), ('map', 'map'), ('apply', 'apply'):
                costs = {}
                turn = turn_of(method, settings.seconds, costs)
                warm = turn_of(method, settings.warm_up, {}) if settings.warm_up else None
                work = '%s, %d worker%s' % (name, workers, '' if workers == 1 else 's')
                figures += Work('pool', work, 'tasks/s').measure(sides, settings.rounds, turn, warm)
                figures += [Figure('pool', work + ', processor time', side.name, COST, costs[side.name])
                            for side in sides]
    return figures
