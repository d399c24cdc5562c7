"""Takes numbers from a task queue, multiplies them by 2, and puts the results on another queue.

    picklewire serve --queue get_tasks --queue get_results
    python queue_worker.py --workers 100
    python queue_producer.py --tasks 100        (here or on another machine)
"""
from __future__ import print_function

import multiprocessing
import sys
from multiprocessing.managers import BaseManager

try:
    import queue
except ImportError:  # Python 2
    import Queue as queue

from connect import connect, parser


class QueueManager(BaseManager):
    pass


QueueManager.register('get_tasks')
QueueManager.register('get_results')


def work(options):
    """Doubles numbers until none has come for `--idle` seconds."""
    manager = connect(QueueManager, options)
    tasks, results = manager.get_tasks(), manager.get_results()
    while True:
        try:
            number = tasks.get(timeout=options.idle)
        except queue.Empty:
            return
        results.put((number, number * 2))


def main():
    options = parser('Multiplies the numbers of a task queue by 2.')
    options.add_argument('--workers', type=int, default=1,
                         help='how many processes (default %(default)s)')
    options.add_argument('--idle', type=float, default=5,
                         help='seconds without a task before a worker ends (default %(default)s)')
    options = options.parse_args()

    workers = [multiprocessing.Process(target=work, args=(options,))
               for _ in range(options.workers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    failed = sum(worker.exitcode != 0 for worker in workers)
    print('%d workers done, %d failed' % (len(workers), failed))
    if failed:
        sys.exit(1)


if __name__ == '__main__':
    main()
