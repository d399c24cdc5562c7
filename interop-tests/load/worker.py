"""A client in a process of its own, which does what the lines of JSON on its standard input say.

    {"queue": {...}}                                   which queue, as sides.py tells it; comes first
    {"do": "calls", "seconds": 2}                      put, get, put, get ...
    {"do": "payload", "of": "1 MiB", "seconds": 2}     the same, of large items
    {"do": "proxies", "seconds": 2}                    proxies made and dropped

The first is answered by `ready`, the others by a line of JSON that says how often it was done in
which time, and how long each took.
"""
import json
import os
import pickle
import sys
import time

import stock

PAYLOADS = {
    '64 KiB': lambda: os.urandom(1 << 16),
    '1 MiB': lambda: os.urandom(1 << 20),
    '16 MiB': lambda: os.urandom(1 << 20) * 16,
    'list of 100,000 ints': lambda: list(range(100000)),
}


# Queues of each kind; all have put(item) and get().

def address(told):
    """JSON has no tuples."""
    return tuple(told['address']) if isinstance(told['address'], list) else told['address']


def manager_queue(told):
    return stock.proxy('Queue', address(told), told['key'], told['ident'], told['exposed'])


class RedisQueue:
    """Items are pickled, as they are everywhere else."""

    def __init__(self, told):
        import redis
        self._redis = redis.Redis('127.0.0.1', told['port'])

    def put(self, item):
        self._redis.rpush('queue', pickle.dumps(item))

    def get(self):
        return pickle.loads(self._redis.blpop('queue')[1])


def pyro4_queue(told):
    import Pyro4
    Pyro4.config.SERIALIZER = 'pickle'
    return Pyro4.Proxy(told['uri'])


QUEUES = {'manager': manager_queue, 'redis': RedisQueue, 'pyro4': pyro4_queue}


# Work, each a function that does it once and returns how long each part took.

def calls(queue, item, is_canned):
    """A put and a get. The item comes back as it was, but from the floor, which answers None to all."""
    expected = None if is_canned else item

    def once():
        start = time.perf_counter()
        queue.put(item)
        between = time.perf_counter()
        got = queue.get()
        end = time.perf_counter()
        stock.expect(got, expected)
        return between - start, end - between
    return once


def payload(queue, item, is_canned):
    """A put and a get, as one. The floor gives back the request the item came in."""
    def once():
        start = time.perf_counter()
        queue.put(item)
        got = queue.get()
        end = time.perf_counter()
        stock.expect(got[2][0] if is_canned else got, item)
        return end - start,
    return once


def proxies(told):
    """A proxy made and dropped."""
    manager = stock.manager(address(told), told['key'])

    def once():
        start = time.perf_counter()
        made = manager.Queue()
        del made
        return time.perf_counter() - start,
    return once


def repeat(once, seconds):
    """Does the work as often as it can be begun in that time, and at least once. To compare what came does not count."""
    took = []
    deadline = time.perf_counter() + seconds
    while not took or time.perf_counter() < deadline:
        took.extend(once())
    return {'times': len(took), 'seconds': sum(took), 'latencies_us': [round(one * 1e6, 1) for one in took]}


def work(order, told, queue):
    is_canned = told.get('is_canned', False)
    if order['do'] == 'calls':
        return calls(queue, stock.ITEM, is_canned)
    if order['do'] == 'payload':
        return payload(queue, PAYLOADS[order['of']](), is_canned)
    return proxies(told)


def main():
    told = json.loads(sys.stdin.readline())['queue']
    queue = QUEUES[told['kind']](told)
    print('ready')
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(repeat(work(order, told, queue), order['seconds'])))
        sys.stdout.flush()


if __name__ == '__main__':
    main()
