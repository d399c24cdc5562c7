"""A work queue: four joinable queues for tasks, results, errors and control, and heartbeats in a shared dict.

    python work_queue.py [WORKERS [TASKS]]
"""
from __future__ import print_function

import multiprocessing
import os
import sys
import time
from multiprocessing.managers import SyncManager

import manager

try:
    import queue
except ImportError:  # Python 2
    import Queue as queue


class Worker(multiprocessing.Process):
    """Squares what it is given, until it is told to stop."""

    def __init__(self, tasks, results, errors, control, heartbeats):
        super(Worker, self).__init__()
        self.tasks, self.results, self.errors, self.control = tasks, results, errors, control
        self.heartbeats = heartbeats

    def run(self):
        self.heartbeats[self.name] = ('started', os.getpid(), time.time())
        while not self.is_told_to_stop():
            try:
                task = self.tasks.get(timeout=0.05)
            except queue.Empty:
                continue
            try:
                self.results.put((task, self.work(task)))
            except ValueError as error:
                self.errors.put((task, type(error).__name__, str(error)))
            finally:
                self.heartbeats[self.name] = ('working', os.getpid(), time.time())
                self.tasks.task_done()
        self.heartbeats[self.name] = ('stopped', os.getpid(), time.time())

    def is_told_to_stop(self):
        try:
            word = self.control.get_nowait()
        except queue.Empty:
            return False
        self.control.task_done()
        return word == 'stop'

    @staticmethod
    def work(task):
        if task % 10 == 7:
            raise ValueError('%d ends in 7' % task)
        return task * task


def drain(shared):
    items = []
    while True:
        try:
            items.append(shared.get_nowait())
        except queue.Empty:
            return items
        shared.task_done()


def main(workers=4, tasks=40):
    shared = manager.connect(SyncManager)
    queues = [shared.JoinableQueue() for _ in range(4)]
    work, results, errors, control = queues
    heartbeats = shared.dict()
    started = [Worker(*(queues + [heartbeats])) for _ in range(workers)]
    for worker in started:
        worker.start()
    for number in range(tasks):
        work.put(number)
    work.join()
    for _ in started:
        control.put('stop')
    for worker in started:
        worker.join()
    control.join()
    done, failed = drain(results), drain(errors)
    results.join()
    errors.join()
    beats = heartbeats.copy()
    print('%d results, sum %d, %d errors, %d of %d workers stopped' % (
        len(done), sum(square for _, square in done), len(failed),
        sum(state == 'stopped' for state, _, _ in beats.values()), len(started)))


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
