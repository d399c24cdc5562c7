"""Twenty processes that read, change and write a file and a shared value under one lock of a SyncManager.

    python critical_section.py [PROCESSES [TIMES]]
"""
from __future__ import print_function

import multiprocessing
import os
import sys
import tempfile
from multiprocessing.managers import SyncManager

import manager


def count(path, lock, value, times):
    for _ in range(times):
        with lock:
            with open(path) as counted:
                number = int(counted.read())
            value.value += 1
            with open(path, 'w') as counted:
                counted.write('%d' % (number + 1))


def main(processes=20, times=5):
    shared = manager.connect(SyncManager)
    lock, value = shared.Lock(), shared.Value('i', 0)
    descriptor, path = tempfile.mkstemp()
    try:
        os.write(descriptor, b'0')
        os.close(descriptor)
        children = [multiprocessing.Process(target=count, args=(path, lock, value, times)) for _ in range(processes)]
        for child in children:
            child.start()
        for child in children:
            child.join()
        with open(path) as counted:
            print('%s in the file, %d in the value, %d processes failed' % (
                counted.read(), value.value, sum(child.exitcode != 0 for child in children)))
    finally:
        os.unlink(path)


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
