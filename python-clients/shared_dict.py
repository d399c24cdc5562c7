"""Ten processes each enter their square into one dict, which outlives them all on the server.

    picklewire serve --dict get_dict
    python shared_dict.py fill
    python shared_dict.py show                  (here or on another machine)
"""
from __future__ import print_function

import multiprocessing
import sys
from multiprocessing.managers import DictProxy, SyncManager

from connect import connect, parser


class DictManager(SyncManager):
    pass


DictManager.register('get_dict', proxytype=DictProxy)


def enter(squares, number):
    squares[number] = number ** 2


def fill(squares):
    squares.clear()
    processes = [multiprocessing.Process(target=enter, args=(squares, number))
                 for number in range(10)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if squares.copy() != dict((number, number ** 2) for number in range(10)):
        sys.exit('not every square was entered: %s' % squares)


def main():
    options = parser('Processes that fill one shared dict.')
    options.add_argument('command', choices=['fill', 'show'])
    options = options.parse_args()
    squares = connect(DictManager, options).get_dict()

    if options.command == 'fill':
        fill(squares)
    for number, square in sorted(squares.items()):
        print('%d: %d' % (number, square))


if __name__ == '__main__':
    main()
