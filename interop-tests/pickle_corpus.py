"""Objects of many kinds, pickled by this interpreter, and the check of what came back.

    pickle_corpus.py write FILE    pickles every object at every protocol, alone and inside a manager's request
    pickle_corpus.py check FILE    unpickles what Java made of them and compares
"""
from __future__ import print_function

import array
import collections
import datetime
import decimal
import fractions
import pickle
import sys
import uuid

from corpus_files import PYTHON2, read, record


class Plain(object):
    def __init__(self, **values):
        self.__dict__.update(values)

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __ne__(self, other):
        return not self == other

    __hash__ = None


class HashablePlain(Plain):
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return self is other


class Slotted(object):
    __slots__ = ('a', 'b')

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __eq__(self, other):
        return type(self) is type(other) and (self.a, self.b) == (other.a, other.b)

    def __ne__(self, other):
        return not self == other

    __hash__ = None


class Reduced(Plain):
    def __reduce__(self):
        rest = dict(self.__dict__)
        return make_reduced, (sorted(rest.items()),), {'extra': rest.pop('extra')}


def make_reduced(items):
    return Reduced(**dict(items))


class MyList(list):
    pass


class MyDict(dict):
    pass


class MyTuple(tuple):
    pass


class MyInt(int):
    pass


class WithKeywords(object):
    def __new__(cls, a, **kwds):
        self = object.__new__(cls)
        self.a, self.kwds = a, kwds
        return self

    def __getnewargs_ex__(self):
        return (self.a,), self.kwds

    def __eq__(self, other):
        return type(self) is type(other) and (self.a, self.kwds) == (other.a, other.kwds)

    __hash__ = None


if PYTHON2:
    class OldStyle:
        def __init__(self, a=None):
            self.a = a

        def __cmp__(self, other):
            return cmp((self.__class__, self.a), (other.__class__, other.a))

    class OldStyleWithArgs(OldStyle):
        def __getinitargs__(self):
            return (self.a,)

Point = collections.namedtuple('Point', 'x y')


def subclassed(kind, content, **attributes):
    instance = kind(content)
    instance.__dict__.update(attributes)
    return instance


def recursive_list():
    items = [1]
    items.append(items)
    return items


def recursive_dict():
    items = {}
    items['self'] = items
    return items


def recursive_tuple():
    items = ([],)
    items[0].append(items)
    return items


def recursive_object():
    items = Plain(a=1)
    items.itself = items
    return items


def recursive_ordered_dict():
    items = collections.OrderedDict([(1, 2)])
    items['inner'] = [items]
    return items


def recursive_deque():
    items = collections.deque([1])
    items.append({'inner': items})
    return items


def recursive_subclass():
    items = MyList([1])
    items.append([items])
    return items


def recursive_set():
    items = set([1])
    items.add(HashablePlain(a=items))
    return items


def shared():
    inner = ['shared', {'k': 'a string that is long enough to be worth a memo entry' * 2}]
    return [inner, inner, (inner, inner)]


def deep(depth):
    items = []
    for _ in range(depth):
        items = [items]
    return items


def objects():
    text = u'\u00e9\u4e2d\U0001f600 and "quotes" and \\ \n \r \x1a \x00'
    yield 'none', None
    yield 'true', True
    yield 'false', False
    for value in (0, 1, -1, 255, 256, 65535, 65536, 2 ** 31 - 1, 2 ** 31, -2 ** 31, -2 ** 31 - 1,
                  2 ** 63 - 1, 2 ** 63, -2 ** 63, -2 ** 63 - 1, 2 ** 64, 10 ** 100, -10 ** 100, 2 ** 2040, 2 ** 4000):
        yield 'int %x' % value, value
    for value in (0.0, -0.0, 1.5, 1e300, 5e-324, float('inf'), float('-inf'), 0.1):
        yield 'float %r' % value, value
    yield 'text', text
    yield 'empty text', u''
    yield 'long text', u'x\u00e9' * 5000
    yield 'bytes', b'\x00\xff\n\'"\\abc'
    yield 'empty bytes', b''
    yield 'long bytes', bytes(bytearray(range(256))) * 1000
    yield 'bytearray', bytearray(b'\x00\xffabc')
    yield 'empty bytearray', bytearray()
    yield 'complex', complex(1.5, -2.0)
    for size in range(6):
        yield 'tuple %d' % size, tuple(range(size))
        yield 'list %d' % size, list(range(size))
    yield 'long list', list(range(3001))
    yield 'strings', [u'key%d' % (i % 10) for i in range(50)]
    yield 'nested', ((1, (2, (3, (4, [5, {6: (7,)}])))),)
    yield 'dict', {u'a': 1, 2: u'b', (1, 2): [3], None: None, 1.5: ()}
    yield 'long dict', dict((i, str(i)) for i in range(2500))
    yield 'set', set([1, u'a', (2, 3)])
    yield 'empty set', set()
    yield 'frozenset', frozenset([1, u'a', frozenset([2])])
    yield 'empty frozenset', frozenset()
    yield 'slice', Plain(s=repr(slice(1, 2, 3)))
    yield 'plain', Plain(a=1, b=[2], c={'d': Plain()})
    yield 'slotted', Slotted(1, [2])
    yield 'reduced', Reduced(x=1, y=u'z', extra=2)
    yield 'list subclass', subclassed(MyList, [1, 2], tag='t')
    yield 'dict subclass', subclassed(MyDict, {1: 2}, tag='t')
    yield 'tuple subclass', subclassed(MyTuple, (1, 2), tag='t')
    yield 'int subclass', MyInt(7)
    yield 'namedtuple', Point(1, u'y')
    yield 'classes', [int, Plain, collections.OrderedDict, len, ValueError]
    yield 'datetime', datetime.datetime(2026, 11, 23, 5, 6, 7, 89)
    yield 'date', datetime.date(2026, 11, 23)
    yield 'timedelta', datetime.timedelta(1, 2, 3)
    yield 'decimal', decimal.Decimal('1.50')
    yield 'fraction', fractions.Fraction(1, 3)
    yield 'uuid', uuid.UUID(int=12345678901234567890)
    yield 'ordered dict', collections.OrderedDict([(3, 1), (1, 2), (2, 3)])
    yield 'defaultdict', collections.defaultdict(list, {1: [2]})
    yield 'deque', collections.deque([1, 2, 3], 5)
    yield 'counter', collections.Counter('abca')
    yield 'array', array.array('d', [1.5, -2.5])
    yield 'exceptions', Plain(e=[repr(e) for e in (ValueError('x', 1), KeyError(3))])
    yield 'shared', shared()
    yield 'deep', deep(60)
    if PYTHON2:
        yield 'unicode and str', [u'same', b'same', 'caf\xc3\xa9']
        yield 'old style', OldStyle([1])
        yield 'old style with args', OldStyleWithArgs(u'x')
        yield 'long', long(5)
    else:
        yield 'lone surrogates', u'a\ud800b\udfffc'
        yield 'surrogates side by side', u'\ud83d' + u'\ude00'
        yield 'range', range(1, 100, 3)
        yield 'keywords', WithKeywords(1, b=2)
        yield 'ellipsis', [Ellipsis, NotImplemented, type(None)]


RECURSIVE = {
    'recursive list': (recursive_list, lambda x: x[1] is x and x[0] == 1),
    'recursive dict': (recursive_dict, lambda x: x['self'] is x),
    'recursive tuple': (recursive_tuple, lambda x: type(x) is tuple and x[0][0] is x),
    'recursive ordered dict': (recursive_ordered_dict, lambda x: x['inner'][0] is x and list(x) == [1, 'inner']),
    'recursive deque': (recursive_deque, lambda x: x[1]['inner'] is x and x[0] == 1),
    'recursive subclass': (recursive_subclass, lambda x: x[1][0] is x and type(x) is MyList),
    'recursive set': (recursive_set, lambda x: [each.a is x for each in x if each != 1] == [True] and len(x) == 2),
    'recursive object': (recursive_object, lambda x: x.itself is x and x.a == 1),
}
# Values that Python itself does not bring back unchanged at some protocol.
LOSSY = {('ellipsis', 0), ('ellipsis', 1)}


def write(path):
    with open(path, 'wb') as out:
        for name, value in list(objects()) + [(n, make()) for n, (make, _) in sorted(RECURSIVE.items())]:
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                if name == 'keywords' and protocol < 2 or (name, protocol) in LOSSY:
                    continue
                if name == 'slotted' and protocol < 2:
                    continue
                record(out, name, protocol, pickle.dumps(value, protocol))
                request = (u'1f', u'append', (value, u'append', value), {'key': value})
                record(out, 'request ' + name, protocol, pickle.dumps(request, protocol))


def check(path):
    expected = dict(objects())
    checked = 0
    for name, protocol, data in read(path):
        where = '%s at protocol %d: %r' % (name, protocol, data[:300])
        in_request = name.startswith('request ')
        plain = name[len('request '):] if in_request else name
        try:
            value = pickle.loads(data)
        except Exception as e:
            sys.exit('%s: cannot be unpickled: %r' % (where, e))
        for part in (value[0], value[2], value[3]) if in_request else (value,):
            if plain in RECURSIVE:
                same = RECURSIVE[plain][1](part)
            else:
                same = equal(part, expected[plain])
            if not same:
                sys.exit('%s: %r came back as %r' % (where, expected.get(plain), part))
        if in_request and value[1] != u'append':
            sys.exit('%s: the text came back as %r' % (where, value[1]))
        checked += 1
    print('%d pickles came back equal in python %s' % (checked, sys.version.split()[0]))


def equal(a, b):
    """Equal, of one type, and in the same order, all the way down."""
    if PYTHON2 and isinstance(a, (int, long)) and isinstance(b, (int, long)):
        return a == b and isinstance(a, bool) == isinstance(b, bool)  # a long that fits an int becomes one
    if type(a) is not type(b) or a != b or repr(a) != repr(b) and not isinstance(a, (set, frozenset, Plain, Slotted)) \
            and ' at 0x' not in repr(a):
        return False
    if isinstance(a, (list, tuple)):
        return all(equal(x, y) for x, y in zip(a, b))
    if isinstance(a, dict):
        return all(equal(a[key], b[key]) for key in a)
    return True


if __name__ == '__main__':
    sys.modules.setdefault('pickle_corpus', sys.modules['__main__'])
    for kind in list(globals().values()):
        if getattr(kind, '__module__', None) == '__main__':
            try:
                kind.__module__ = 'pickle_corpus'
            except (AttributeError, TypeError):
                pass
    {'write': write, 'check': check}[sys.argv[1]](sys.argv[2])
