"""Python's own manager with the objects that all these programs use, for clients in Python and in Java.

    python queue_server.py --authkey secret

It serves get_tasks, get_results and get_queue (queues), get_list, get_dict and get_namespace until Ctrl-C.
`picklewire serve` with the same names takes its place without a client noticing.
"""
from __future__ import print_function

import multiprocessing
import sys
from multiprocessing.managers import DictProxy, ListProxy, Namespace, NamespaceProxy, SyncManager

try:
    import queue
except ImportError:  # Python 2
    import Queue as queue

from connect import parser


class QueueManager(SyncManager):
    """SyncManager's types, and the named objects."""


def share(name, shared, proxytype=None):
    """Every client that calls manager.NAME() gets this one object."""
    QueueManager.register(name, callable=lambda: shared, proxytype=proxytype)


def main():
    options = parser('Serves queues, a list, a dict and a namespace to other processes.').parse_args()
    if not options.authkey:
        sys.exit('no key: give --authkey or set PICKLEWIRE_AUTHKEY')
    for name in 'get_tasks', 'get_results', 'get_queue':
        share(name, queue.Queue())
    share('get_list', [], ListProxy)
    share('get_dict', {}, DictProxy)
    share('get_namespace', Namespace(), NamespaceProxy)

    key = options.authkey.encode('utf-8')
    multiprocessing.current_process().authkey = key  # proxies inside of values are opened with it
    server = QueueManager(address=options.address, authkey=key).get_server()
    address = server.address
    print('listening on ' + ('unix:' + address if isinstance(address, str) else '%s:%d' % address))
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == '__main__':
    main()
