"""The tutorial's queue: put something in on one machine, take it out on another.

    picklewire serve --queue get_queue
    python distributed_queue.py put "Hi There"
    python distributed_queue.py get             (here or on another machine)
"""
from __future__ import print_function

from multiprocessing.managers import BaseManager

from connect import connect, parser


class QueueManager(BaseManager):
    pass


QueueManager.register('get_queue')


def main():
    options = parser('Puts texts on a queue that other machines take from.')
    commands = options.add_subparsers(dest='command', metavar='put TEXT | get')
    commands.required = True
    commands.add_parser('put', help='puts a text in').add_argument('text')
    take = commands.add_parser('get', help='waits for a text and prints it')
    take.add_argument('--timeout', type=float, help='seconds to wait (default: for ever)')
    options = options.parse_args()
    queue = connect(QueueManager, options).get_queue()

    if options.command == 'put':
        queue.put(options.text)
    else:
        print(queue.get(timeout=options.timeout))


if __name__ == '__main__':
    main()
