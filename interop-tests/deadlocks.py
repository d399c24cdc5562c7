"""Clients that wait for each other's locks, or that merely wait; for a second, which is what the server has to see it.

    python deadlocks.py two|three|self|timed|none
"""
from __future__ import print_function

import multiprocessing
import os
import signal
import sys
import time

import support


class Client(object):
    """A process of that name, which acquires some objects, says so, and is told when to do what makes it wait."""

    def __init__(self, name, held, wait):
        self.ready, self.go = multiprocessing.Event(), multiprocessing.Event()
        self.process = multiprocessing.Process(name=name, target=self.run, args=(held, wait))
        self.process.start()

    def run(self, held, wait):
        for lock in held:
            lock.acquire()
        self.ready.set()
        self.go.wait(60)
        shared, method = wait[:2]
        getattr(shared, method)(*wait[2:])

    def end(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.join()


def two(manager):
    left, right = manager.Lock(), manager.Lock()
    return [('anna', [left], (right, 'acquire')), ('bert', [right], (left, 'acquire'))]


def three(manager):
    lock, rlock, condition = manager.Lock(), manager.RLock(), manager.Condition()
    return [('anna', [lock], (rlock, 'acquire')), ('bert', [rlock, rlock], (condition, 'acquire')),
            ('carl', [condition], (lock, 'acquire'))]


def alone(manager):
    lock = manager.Lock()
    return [('anna', [lock], (lock, 'acquire'))]


def timed(manager):
    """Nobody of a circle needs help in which one goes on by itself."""
    left, right = manager.Lock(), manager.RLock()
    return [('anna', [left], (right, 'acquire', True, 30)), ('bert', [right], (left, 'acquire'))]


def none(manager):
    """A chain that ends at one who waits for an item; a signal that anyone may give; a sleeper; a plain crowd."""
    first, second, semaphore, condition = manager.Lock(), manager.RLock(), manager.Semaphore(1), manager.Condition()
    return [
        ('anna', [first], (second, 'acquire')), ('bert', [second], (manager.Queue(), 'get')),
        ('carl', [semaphore], (semaphore, 'acquire')), ('dora', [condition], (condition, 'wait')),
    ] + [('crowd', [], (first, 'acquire'))] * 4


KINDS = {'two': two, 'three': three, 'self': alone, 'timed': timed, 'none': none}


def main():
    plan = KINDS[sys.argv[1]](support.connect())
    clients = [Client(*client) for client in plan]
    try:
        for client in clients:
            client.ready.wait(60)
        for client in clients:
            client.go.set()
        waited_for = [wait[0] for _, _, wait in plan]
        deadline = time.time() + 30
        while not all(' waiting' in support.status(shared) or 'to be notified' in support.status(shared)
                      for shared in waited_for):
            if time.time() > deadline:
                sys.exit('they do not wait')
            time.sleep(0.01)
        time.sleep(1)
    finally:
        for client in clients:
            client.end()
    print('%d clients waited' % len(clients))


if __name__ == '__main__':
    main()
