"""Tasks a second through a pool: map at chunksize 1 and by default, and apply, with 1, 2 and 4 workers."""
import concurrent.futures
import contextlib
import multiprocessing
import time

import processes
import stock
from measure import Figure, Sample, Work

POOL, EXECUTOR = 'multiprocessing.Pool', 'ProcessPoolExecutor'
COST = 'us a task'
MOST = 5000000


class Pool:
    """A pool of multiprocessing; the function is one that every worker knows."""

    def __init__(self, name, pool):
        self.name, self.pool = name, pool

    def map_one_by_one(self, count):
        return list(self.pool.map(abs, range(count), chunksize=1))

    def map(self, count):
        return self.pool.map(abs, range(count))

    def apply(self, count):
        return [self.pool.apply(abs, (number,)) for number in range(count)]


class Executor(Pool):
    """A ProcessPoolExecutor: its chunks are of one unless it is told what a Pool works out."""

    def map(self, count):
        return list(self.pool.map(abs, range(count), chunksize=max(1, count // (4 * self.pool._max_workers))))

    def apply(self, count):
        return [self.pool.submit(abs, number).result() for number in range(count)]


def pools(settings, stack, workers):
    """The four kinds, each with so many workers."""
    # Those that fork come first: this process has no threads yet.
    forking = multiprocessing.get_context('fork')
    plain = stack.enter_context(forking.Pool(workers))
    executor = stack.enter_context(concurrent.futures.ProcessPoolExecutor(workers, mp_context=forking))
    executor.submit(abs, 1).result()
    sides = settings.sides(stack)
    made = []
    for side in sides.picklewire(), sides.cpython():
        pool = stock.manager(side.address, side.key).Pool(workers)
        stack.callback(pool.terminate)
        made.append(Pool(side.name, pool))
    return made + [Pool(POOL, plain), Executor(EXECUTOR, executor)]


def turn_of(method, seconds, costs):
    """One turn: as many tasks as take about so long."""
    def turn(side):
        call, count = getattr(side, method), 50
        while True:
            before, start = processes.processor_seconds(), time.perf_counter()
            results = call(count)
            taken = time.perf_counter() - start
            stock.expect(results, list(range(count)))
            if taken >= seconds / 2 or count >= MOST:
                costs.setdefault(side.name, []).append(
                    Sample((processes.processor_seconds() - before) / count * 1e6))
                return Sample(count / taken)
            count = min(MOST, int(count * min(20, max(2, 0.8 * seconds / max(taken, 1e-6)))))
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
