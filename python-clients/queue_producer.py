"""Puts numbers on a task queue and collects what the workers made of them.

    picklewire serve --queue get_tasks --queue get_results
    python queue_producer.py --tasks 100
    python queue_worker.py --workers 4          (here or on other machines)
"""
from __future__ import print_function

import sys
from multiprocessing.managers import BaseManager

from connect import connect, parser


class QueueManager(BaseManager):
    pass


QueueManager.register('get_tasks')
QueueManager.register('get_results')


def main():
    options = parser('Puts tasks on a queue and collects the results.')
    options.add_argument('--tasks', type=int, default=100, help='how many (default %(default)s)')
    options.add_argument('--timeout', type=float, default=60,
                         help='seconds to wait for a result (default %(default)s)')
    options = options.parse_args()
    manager = connect(QueueManager, options)
    tasks, results = manager.get_tasks(), manager.get_results()

    for number in range(options.tasks):
        tasks.put(number)
    doubled = dict(results.get(timeout=options.timeout) for _ in range(options.tasks))

    print('%d results, sum %d' % (len(doubled), sum(doubled.values())))
    if doubled != dict((number, 2 * number) for number in range(options.tasks)):
        sys.exit('not every number was doubled, once: %r' % doubled)


if __name__ == '__main__':
    main()
