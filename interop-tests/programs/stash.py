"""A stash: servers' processes put values under (path, id) and others take them, once, guarded by a lock.

The configuration is in the environment variable STASH: JSON of the address and the key.

    python stash.py [PROCESSES]
"""
from __future__ import print_function

import base64
import json
import multiprocessing
import os
import sys
import uuid
from multiprocessing.managers import AcquirerProxy, BaseManager, DictProxy

import manager


class StashManager(BaseManager):
    """Of all that a manager may have, this one wants a dict and a lock."""


StashManager.register('dict', proxytype=DictProxy)
StashManager.register('Lock', proxytype=AcquirerProxy)


def save_configuration(address, authkey):
    os.environ['STASH'] = json.dumps({
        'address': address, 'authkey': base64.b64encode(authkey).decode('ascii')})


def load_configuration():
    configuration = json.loads(os.environ['STASH'])
    address = configuration['address']
    address = (str(address[0]), address[1]) if isinstance(address, list) else str(address)
    return address, base64.b64decode(configuration['authkey'])


class Stash(object):
    """Values by path and id; each can be taken once."""

    def __init__(self, path, data, lock):
        self.path, self.data, self.lock = path, data, lock

    def _key(self, key, path):
        return path or self.path, uuid.UUID(key).bytes

    def put(self, key, value, path=None):
        if value is None:
            raise ValueError('None cannot be told from nothing')
        with self.lock:
            if self._key(key, path) in self.data:
                raise KeyError('there is something under %s already' % key)
            self.data[self._key(key, path)] = value

    def take(self, key, path=None):
        with self.lock:
            value = self.data.get(self._key(key, path), None)
            if value is not None:
                self.data.pop(self._key(key, path))
            return value


def put_and_take(data, lock, keys, results):
    """Everybody takes what it can get of what anybody has put."""
    stash, taken = Stash('/page', data, lock), 0
    own = str(uuid.uuid4())
    stash.put(own, {'from': os.getpid()}, '/own')
    for key in keys:
        if stash.take(key) is not None:
            taken += 1
    assert stash.take(own, '/own') == {'from': os.getpid()}
    assert stash.take(own, '/own') is None
    results[os.getpid()] = taken


def main(processes=6):
    save_configuration(manager.address(), manager.authkey())
    address, authkey = load_configuration()
    multiprocessing.current_process().authkey = authkey
    shared = StashManager(address, authkey)
    shared.connect()
    data, lock, results = shared.dict(), shared.Lock(), shared.dict()
    keys = [str(uuid.uuid4()) for _ in range(20)]
    stash = Stash('/page', data, lock)
    for number, key in enumerate(keys):
        stash.put(key, number + 1)
    try:
        stash.put(keys[0], 'again')
        again = 'taken'
    except KeyError:
        again = 'refused'
    children = [multiprocessing.Process(target=put_and_take, args=(data, lock, keys, results)) for _ in range(processes)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print('%d put, %d taken by %d processes, %d left, twice the same: %s' % (
        len(keys), sum(results.values()), len(results), len(data), again))


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
