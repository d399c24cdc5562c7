"""A process at each end of a pipe: one sends what it is asked for, the other prints it.

    picklewire serve
    python pipe.py

The child gets the numbers of a shared list, so that both have something to speak of.
"""
from __future__ import print_function

import multiprocessing
import sys
from multiprocessing.managers import SyncManager

from connect import connect, parser


def answer(connection, numbers):
    """Sends three things, and then an item of the list for each index that comes, until None does."""
    connection.send([42, None, 'hello'])
    for index in iter(connection.recv, None):
        connection.send(numbers[index])
    connection.close()


def main():
    options = parser('Two processes that talk through a pipe.').parse_args()
    numbers = connect(SyncManager, options).list([index ** 2 for index in range(10)])

    parent, child = multiprocessing.Pipe()
    process = multiprocessing.Process(target=answer, args=(child, numbers))
    process.start()
    child.close()
    hello, squares = parent.recv(), []
    for index in range(10):
        parent.send(index)
        squares.append(parent.recv())
    parent.send(None)
    process.join()

    print(hello, squares)
    if hello != [42, None, 'hello'] or squares != list(numbers):
        sys.exit('not every answer is right')


if __name__ == '__main__':
    main()
