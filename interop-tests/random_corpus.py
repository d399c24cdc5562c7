"""Random values, pickled by this interpreter, and the check of what came back: as pickle_corpus.py, by a seed.

    random_corpus.py write FILE SEED    pickles them at every protocol, alone and as a manager's request
    random_corpus.py check FILE SEED    unpickles what Java made of them and compares
"""
from __future__ import print_function

import collections
import pickle
import random
import sys

from corpus_files import PYTHON2, read, record

VALUES = 6
if PYTHON2:
    import cPickle
    PICKLERS = [pickle.dumps, cPickle.dumps]
else:
    import io
    from multiprocessing.reduction import ForkingPickler

    def by_python(value, protocol):
        out = io.BytesIO()
        pickle._Pickler(out, protocol).dump(value)
        return out.getvalue()

    def as_managers_send(value, protocol):
        return bytes(ForkingPickler.dumps(value, protocol))

    PICKLERS = [pickle.dumps, by_python, as_managers_send]


class Thing(object):
    """Has attributes, and is equal to itself only."""


class Bag(list):
    """Has items and attributes."""


class Maker(object):
    """One value after the other; what was made before may be in what comes later, and in itself."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.made = []

    def scalar(self):
        r = self.random
        return r.choice([
            lambda: None, lambda: True, lambda: False, lambda: r.randrange(-3, 300),
            lambda: r.randrange(-2**31 - 5, 2**31 + 5), lambda: r.randrange(-2**70, 2**70),
            lambda: r.choice([0.0, -0.0, 1.5, 1e300, float('inf')]), lambda: r.random(),
            lambda: u''.join(r.choice(u'ab\n\\\xe9\u4e2d\U0001f600\0') for _ in range(r.choice([0, 1, 5, 300]))),
            lambda: bytes(bytearray(r.randrange(256) for _ in range(r.choice([0, 1, 5, 300])))),
            lambda: 'name%d' % r.randrange(4), lambda: complex(1, r.randrange(3)), lambda: Thing, lambda: len])()

    def key(self, depth=2):
        kind = self.random.randrange(6) if depth else 0
        if kind == 4:
            return tuple(self.key(depth - 1) for _ in range(self.random.randrange(5)))
        if kind == 5:
            return frozenset(self.key(depth - 1) for _ in range(self.random.randrange(3)))
        return self.scalar()

    def value(self, depth=4):
        kind = self.random.randrange(14) if depth else 0
        if kind < 4 or depth == 0:
            return self.key(1)
        if kind == 4 and self.made:
            return self.random.choice(self.made)
        if kind in (5, 6):
            return tuple(self.value(depth - 1) for _ in range(self.random.randrange(6)))
        made = self.random.choice([list, list, dict, dict, set, bytearray, collections.OrderedDict, Thing, Bag])()
        self.made.append(made)
        size = self.random.choice([0, 1, 2, 3, 3, 1005 if depth == 1 else 4])
        if isinstance(made, list):
            made.extend(self.value(depth - 1) for _ in range(size))
        elif isinstance(made, dict):
            for _ in range(size):
                made[self.key()] = self.value(depth - 1)
        elif isinstance(made, set):
            made.update(self.key() for _ in range(size))
        elif isinstance(made, bytearray):
            made.extend(bytearray(size))
        if isinstance(made, (Thing, Bag)):
            for name in 'ab'[:self.random.randrange(3)]:
                setattr(made, name, self.value(depth - 1))
        return made

    def request(self):
        """What a proxy sends: a call with any arguments."""
        args = tuple(self.value() for _ in range(self.random.randrange(5)))
        kwds = dict((u'key%d' % number, self.value()) for number in range(self.random.randrange(4)))
        return u'1f', u'method', args, kwds


def values(seed):
    for number in range(VALUES):
        maker = Maker('%s %s' % (seed, number))
        yield 'value %d' % number, maker.value()
        maker.made = []
        yield 'request %d' % number, maker.request()


def write(path, seed):
    with open(path, 'wb') as out:
        for name, value in values(seed):
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                for number, dumps in enumerate(PICKLERS):
                    data = pickled(dumps, value, protocol, shape_of(name, value), name)
                    if data is not None:
                        record(out, '%s by %d' % (name, number), protocol, data)


def pickled(dumps, value, protocol, shape, name):
    """None for what Python itself does not bring back, such as a Bag in itself before protocol 2."""
    try:
        data = dumps(value, protocol)
        return data if shape_of(name, pickle.loads(data)) == shape else None
    except (RuntimeError, AssertionError, pickle.PicklingError):
        return None


def check(path, seed):
    expected = dict((name, shape_of(name, value)) for name, value in values(seed))
    checked = 0
    for name, protocol, data in read(path):
        where = '%s at protocol %d of seed %s: %r' % (name, protocol, seed, data[:300])
        plain = name.split(' by ')[0]
        try:
            value = pickle.loads(data)
        except Exception as e:
            sys.exit('%s: cannot be unpickled: %r' % (where, e))
        got = shape_of(plain, value)
        if got != expected[plain]:
            sys.exit('%s: %r came back as %r' % (where, expected[plain], got))
        checked += 1
    print('%d pickles came back equal in python %s' % (checked, sys.version.split()[0]))


def shape_of(name, value):
    """Of a request, the arguments each alone: they are cut apart. It comes back as its args and its kwds in turn."""
    if not name.startswith('request'):
        return Shape().of(value)
    if len(value) == 4:
        args, kwds = value[2:]
    else:
        args, kwds = value[0], dict(zip(value[1][::2], value[1][1::2]))
    return [Shape().of(arg) for arg in args], sorted((key, Shape().of(kwds[key])) for key in kwds)


class Shape(object):
    """What a value is, type by type, with a number in place of whatever was there before."""

    def __init__(self):
        self.numbers = {}
        self.seen = []  # which keeps them alive, and their ids theirs

    def of(self, value):
        kind = type(value).__name__
        if PYTHON2 and kind == 'long':
            kind = 'int'  # one that fits an int becomes one
        if isinstance(value, (list, dict, set, bytearray, Thing)):
            if id(value) in self.numbers:
                return 'the same', self.numbers[id(value)]
            self.numbers[id(value)] = len(self.numbers)
            self.seen.append(value)
        parts = None
        if isinstance(value, (list, tuple)):
            parts = [self.of(item) for item in value]
        elif isinstance(value, dict):
            ordered = sys.version_info >= (3, 7) or kind == 'OrderedDict'
            keys = list(value) if ordered else sorted(value, key=lambda key: repr(Shape().of(key)))
            parts = [(self.of(key), self.of(value[key])) for key in keys]
        elif isinstance(value, (set, frozenset)):
            parts = sorted(repr(Shape().of(member)) for member in value)
        elif not isinstance(value, Thing):
            parts = repr(value) if kind != 'int' else '%d' % value
        attributes = getattr(value, '__dict__', None) if isinstance(value, (Thing, Bag)) else None
        return kind, parts, attributes and [(name, self.of(attributes[name])) for name in sorted(attributes)]


if __name__ == '__main__':
    import random_corpus  # the classes are to be found there
    {'write': random_corpus.write, 'check': random_corpus.check}[sys.argv[1]](sys.argv[2], sys.argv[3])
