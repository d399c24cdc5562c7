"""Workers that are programs of their own, and build their proxy by hand from host:port:id in the environment.

    python rebuilt_proxy.py [WORKERS]
"""
from __future__ import print_function

import os
import subprocess
import sys
from multiprocessing import managers

import manager

ListLike = managers.MakeProxyType(str('ListLike'), ('append', '__len__', '__getitem__'))


def as_text(proxy):
    """Which object a proxy stands for; an id has no colon in it."""
    host, port = proxy._token.address
    return '%s:%d:%s' % (host, port, proxy._token.id)


def from_text(text, proxy_type, typeid, **kwds):
    host, port, ident = text.split(':')
    token = managers.Token(typeid, (host, int(port)), ident)
    return proxy_type(token, 'pickle', authkey=manager.authkey(), **kwds)


def work():
    tasks = from_text(os.environ['TASKS'], managers.AutoProxy, 'Queue')
    results = from_text(os.environ['RESULTS'], ListLike, 'list')
    # Without a reference of its own, and without methods: only calls by name.
    tally = from_text(os.environ['TALLY'], managers.BaseProxy, 'Value', incref=False)
    while True:
        number = tasks.get()
        if number is None:
            break
        results.append(number * number)
    tally._callmethod('set', (len(results),))


def main(workers=3):
    shared = manager.connect(managers.SyncManager)
    tasks, results, tally = shared.Queue(), shared.list(), shared.Value('i', -1)
    environment = dict(os.environ, TASKS=as_text(tasks), RESULTS=as_text(results), TALLY=as_text(tally))
    started = [subprocess.Popen([sys.executable, '-B', __file__, '--work'], env=environment) for _ in range(workers)]
    for number in range(20):
        tasks.put(number)
    for _ in started:
        tasks.put(None)
    failed = sum(process.wait() != 0 for process in started)
    print('%d results, sum %d, tally of %s, %d workers failed' % (
        len(results), sum(results[:]), 'some' if 0 < tally.value <= 20 else tally.value, failed))


if __name__ == '__main__':
    if sys.argv[1:] == ['--work']:
        work()
    else:
        main(*map(int, sys.argv[1:]))
