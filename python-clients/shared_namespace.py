"""A child process sets attributes of a shared namespace; its parent, and any machine, reads them.

    picklewire serve --namespace get_namespace
    python shared_namespace.py set
    python shared_namespace.py show             (here or on another machine)
"""
from __future__ import print_function

import multiprocessing
import sys
from multiprocessing.managers import NamespaceProxy, SyncManager

from connect import connect, parser


class NamespaceManager(SyncManager):
    pass


NamespaceManager.register('get_namespace', proxytype=NamespaceProxy)


def measure(settings):
    settings.name = 'pendulum'
    settings.length = 1.5
    settings.swings = [0.1, 0.2, 0.3]


def main():
    options = parser('Attributes that processes share.')
    options.add_argument('command', choices=['set', 'show'])
    options = options.parse_args()
    settings = connect(NamespaceManager, options).get_namespace()

    if options.command == 'set':
        process = multiprocessing.Process(target=measure, args=(settings,))
        process.start()
        process.join()
        if process.exitcode != 0:
            sys.exit('the child process failed')
    print('%s: length %s, swings %s' % (settings.name, settings.length, settings.swings))
    print(settings)


if __name__ == '__main__':
    main()
