"""A process changes a shared value and a shared array; the one that started it sees that.

    picklewire serve
    python value_and_array.py
"""
from __future__ import print_function

import multiprocessing
import sys
from multiprocessing.managers import SyncManager

from connect import connect, parser


def change(number, numbers):
    number.value = 3.1415927
    for index in range(len(numbers)):
        numbers[index] = -numbers[index]


def main():
    options = parser('A process that changes a shared value and a shared array.').parse_args()
    manager = connect(SyncManager, options)
    number = manager.Value('d', 0.0)
    numbers = manager.Array('i', list(range(10)))

    process = multiprocessing.Process(target=change, args=(number, numbers))
    process.start()
    process.join()

    print(number.value)
    print(numbers[:].tolist())
    if number.value != 3.1415927 or numbers[:].tolist() != [-index for index in range(10)]:
        sys.exit('not everything was changed')


if __name__ == '__main__':
    main()
