"""CPython's own manager behind the command line of `picklewire serve`, to compare with.

    python reference_server.py --address 127.0.0.1:0 --authkey secret --queue get_queue
"""
from __future__ import print_function

import argparse
import multiprocessing
import os
import sys
import threading
from multiprocessing import managers

try:
    import queue
except ImportError:  # Python 2
    import Queue as queue

import support


class ReferenceManager(managers.SyncManager):
    """A SyncManager to which named objects are added."""


if 'set' not in managers.SyncManager._registry:  # new in 3.14
    from test_set import SetProxy
    ReferenceManager.register('set', set, SetProxy)


def share(name, shared, proxytype=None):
    ReferenceManager.register(name, callable=lambda: shared, proxytype=proxytype)


def options():
    result = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    result.add_argument('--address', default='127.0.0.1:0')
    result.add_argument('--authkey', default=os.environ.get('PICKLEWIRE_AUTHKEY'))
    for kind in 'queue', 'list', 'dict', 'namespace':
        result.add_argument('--' + kind, action='append', default=[], metavar='NAME')
    return result.parse_args()


def end_with_parent():
    """Ends this process and its pools' workers when its standard input ends, so that none is left behind."""
    # Not sys.stdin.read(): it would hold a lock that a forked worker takes, and wait for ever.
    while os.read(0, 4096):
        pass
    for worker in multiprocessing.active_children():
        worker.terminate()
    os._exit(0)


def main():
    chosen = options()
    for name in chosen.queue:
        name, _, maxsize = name.partition(':')
        share(name, queue.Queue(int(maxsize or 0)))
    for name in chosen.list:
        share(name, [], managers.ListProxy)
    for name in chosen.dict:
        share(name, {}, managers.DictProxy)
    for name in chosen.namespace:
        share(name, managers.Namespace(), managers.NamespaceProxy)
    key = chosen.authkey.encode('utf-8')
    multiprocessing.current_process().authkey = key  # as in a manager's child process: proxies there use it
    manager = ReferenceManager(support.parse_address(chosen.address), key)
    server = manager.get_server()
    watcher = threading.Thread(target=end_with_parent)
    watcher.daemon = True
    watcher.start()
    print('listening on ' + support.format_address(server.address))
    sys.stdout.flush()
    server.serve_forever()


if __name__ == '__main__':
    # Proxies and items are looked up by module, so this one must not be __main__'s twin.
    from reference_server import main
    main()
