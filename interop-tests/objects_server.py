"""CPython's own manager with objects of classes of its own, for clients in Java.

    python objects_server.py --address 127.0.0.1:0 --authkey secret

It has SyncManager's types, the named ones of reference_server.py, and `Primes`, `Faults`, `Objects` and `Counter`.
It ends with its standard input.
"""
from __future__ import print_function

import collections
import datetime
import decimal
import multiprocessing
import sys
import threading
import time
import uuid

import reference_server
from reference_server import ReferenceManager

Point = collections.namedtuple('Point', 'x y')


class Primes(object):
    """Prime numbers up to a limit."""

    def __init__(self, limit=100):
        self.limit = limit
        self.numbers = [n for n in range(2, limit) if all(n % d for d in range(2, n))]

    def sum(self, below=None):
        return sum(n for n in self.numbers if below is None or n < below)

    def count_below(self, limit):
        return len([n for n in self.numbers if n < limit])

    def largest(self):
        return self.numbers[-1]

    def all(self):
        return list(self.numbers)

    def statistics(self):
        return {'count': len(self.numbers), 'mean': float(sum(self.numbers)) / len(self.numbers)}

    def iterate(self):
        return (n for n in self.numbers)


class Strange(Exception):
    """An exception that no client knows."""

    def __init__(self, code):
        super(Strange, self).__init__('strange', code)
        self.hint = 'look here'

    def __reduce__(self):
        return Strange, (self.args[1],), self.__dict__


class Faults(object):
    """What can go wrong in a method."""

    def fail(self, name, *args):
        builtins = sys.modules.get('builtins') or sys.modules['__builtin__']
        raise getattr(builtins, name)(*args)

    def strange(self):
        raise Strange(7)

    def unpicklable(self):
        return threading.Lock()

    def __init__(self):
        self.sleepers = 0
        self.lock = threading.Lock()

    def sleep(self, seconds):
        with self.lock:
            self.sleepers += 1
        time.sleep(seconds)
        with self.lock:
            self.sleepers -= 1
        return seconds

    def asleep(self):
        """How many are in sleep."""
        return self.sleepers

    def threads(self):
        """The names of the manager's threads: clients name those that serve them."""
        return [thread.name for thread in threading.enumerate()]

    def blob(self, size):
        return b'x' * size

    def size(self, blob):
        return len(blob)


class Plain(object):
    """An object whose class no client knows."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)

    def __eq__(self, other):
        return type(other) is Plain and self.__dict__ == other.__dict__

    def __ne__(self, other):
        return not self == other

    __hash__ = None


class Objects(object):
    """Values of many classes, made here and recognised again."""

    def __init__(self):
        self.values = {
            'date': datetime.date(2024, 2, 29),
            'time': datetime.time(23, 59, 58, 999999),
            'datetime': datetime.datetime(2024, 2, 29, 1, 2, 3, 4),
            'timedelta': datetime.timedelta(-1, 5, 7),
            'decimal': decimal.Decimal('1.50'),
            'uuid': uuid.UUID('12345678-1234-5678-1234-567812345678'),
            'point': Point(1, 2.5),
            'plain': Plain(name='it', inner=Plain(n=1)),
            'set': {1, 2, 3},
            'frozenset': frozenset('ab'),
            'tuple': (1, (2, 'x')),
            'bytes': bytearray(b'\x00\xff'),
            'big': 2 ** 100,
            'long': 2 ** 40,
            'text': u'\u20ac\U0001f600',
            'complex': 1 + 2j,
            'none': None,
            'ordered': collections.OrderedDict([('b', 1), ('a', 2)]),
        }
        if sys.version_info[0] > 2:
            zone = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
            self.values['aware'] = datetime.datetime(2024, 2, 29, 1, 2, 3, 4, zone)
            self.values['utc'] = datetime.datetime(2024, 2, 29, 1, 2, 3, tzinfo=datetime.timezone.utc)

    def names(self):
        return sorted(self.values)

    def give(self, name):
        return self.values[name]

    def is_same(self, name, value):
        """Whether a value that came back is equal to what was given, and of its type."""
        ours = self.values[name]
        return ours == value and type(ours) is type(value)

    def describe(self, value):
        return type(value).__name__ + ' ' + repr(value)

    def echo(self, *args, **kwds):
        return args, kwds

    def length_through(self, proxy):
        """What a proxy that was passed here says of itself."""
        return len(proxy)

    def append_through(self, proxy, item):
        proxy.append(item)

    def kind(self, value):
        return type(value).__name__


class Counter(object):
    """Something to count with."""

    def __init__(self):
        self.number = 0
        self.lock = threading.Lock()

    def add(self, amount=1):
        with self.lock:
            self.number += amount
            return self.number

    def get(self):
        return self.number


ReferenceManager.register('Primes', Primes, method_to_typeid={'iterate': 'Iterator'})
ReferenceManager.register('Faults', Faults)
ReferenceManager.register('Objects', Objects)
ReferenceManager.register('Counter', Counter)
COUNTER = Counter()
ReferenceManager.register('get_counter', callable=lambda: COUNTER)

if __name__ == '__main__':
    # Proxies and items are looked up by module, so this one must not be __main__'s twin.
    import objects_server
    assert objects_server.Primes
    # Proxies that are passed here call this manager with the key of this process.
    multiprocessing.current_process().authkey = reference_server.options().authkey.encode('utf-8')
    reference_server.main()
