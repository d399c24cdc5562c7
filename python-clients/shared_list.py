"""A hundred processes each square their own place in one shared list.

    picklewire serve
    python shared_list.py
"""
from __future__ import print_function

import multiprocessing
import sys
from multiprocessing.managers import SyncManager

from connect import connect, parser


def square(numbers, index):
    numbers[index] = numbers[index] ** 2


def main():
    options = parser('Processes that square the numbers of one shared list.')
    options.add_argument('--processes', type=int, default=100,
                         help='how many (default %(default)s)')
    options = options.parse_args()
    manager = connect(SyncManager, options)
    numbers = manager.list(range(options.processes))

    processes = [multiprocessing.Process(target=square, args=(numbers, index))
                 for index in range(options.processes)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    print(numbers)
    if list(numbers) != [index ** 2 for index in range(options.processes)]:
        sys.exit('not every number was squared')


if __name__ == '__main__':
    main()
