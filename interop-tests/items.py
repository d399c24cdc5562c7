# -*- coding: utf-8 -*-
"""Items of every kind, most of which a server has never heard of. It carries them all the same."""
import array
import collections
import datetime
import decimal
import fractions
import sys
import uuid

import support

class Plain(object):
    """A class as most are: its attributes are its state."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(tuple(sorted(self.__dict__)))

    def __repr__(self):
        return '%s(%r)' % (type(self).__name__, self.__dict__)


class Slotted(object):
    """Its state is in slots."""
    __slots__ = 'left', 'right'

    def __init__(self, left, right):
        self.left, self.right = left, right

    def __eq__(self, other):
        return type(self) is type(other) and (self.left, self.right) == (other.left, other.right)

    __hash__ = None


class Stateful(Plain):
    """Says itself what its state is."""

    def __getstate__(self):
        return 'state', sorted(self.__dict__.items())

    def __setstate__(self, state):
        word, attributes = state
        assert word == 'state'
        self.__dict__.update(attributes)


class Reduced(Plain):
    """Says itself how it is made anew."""

    def __reduce__(self):
        return make_reduced, (self.number,), {'colour': self.colour}


def make_reduced(number):
    return Reduced(number=number)


class Collected(list):
    """A list of a class of its own, with attributes."""

    def __init__(self, values=(), name=None):
        super(Collected, self).__init__(values)
        self.name = name

    def __eq__(self, other):
        return type(self) is type(other) and list(self) == list(other) and self.name == other.name

    __hash__ = None


class Mapped(dict):
    """A dict of a class of its own."""


class Newed(tuple):
    """A tuple whose __new__ takes arguments that __getnewargs__ gives."""

    def __new__(cls, left, right):
        return super(Newed, cls).__new__(cls, (left, right))

    def __getnewargs__(self):
        return tuple(self)


class Number(int):
    """An int of a class of its own."""


class Trouble(Exception):
    """An exception of a class of its own."""

    def __eq__(self, other):
        return type(self) is type(other) and self.args == other.args

    __hash__ = None


class OldStyle:
    """Python 2 has classes of an older kind; this is one there."""

    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self.name == other.name

    __hash__ = None


class Outer(object):
    class Inner(Plain):
        """Found by its qualified name, from protocol 4 on."""


Point = collections.namedtuple('Point', 'x y')


def function():
    """Travels as its name."""


def deep(levels):
    result = []
    for _ in range(levels):
        result = [result]
    return result


# Name to item. Those of PORTABLE come out equal in every Python that has the class, 2.7 included.

PORTABLE = collections.OrderedDict([
    ('none', None), ('true', True), ('false', False), ('zero', 0), ('byte', 255), ('short', 65535), ('int', -2**31),
    ('long', 2**63), ('huge', 7**500), ('negative huge', -2**4000), ('float', 0.1), ('infinity', float('inf')),
    ('complex', 1.5 - 2j),
    ('text', u'text'), ('accents', u'ä€\u65e5\U0001f600'), ('no text', u''), ('long text', u'\u20ac' * 30000),
    ('null', u'a\x00b'), ('bytearray', bytearray(b'\x00\xff')), ('tuple', (1, (2, (3, ())))), ('list', [1, [2, [3, []]]]),
    ('dict', {u'a': 1, 2: (3,), None: []}), ('set', {1, u'two', (3,)}), ('frozenset', frozenset([1, u'two'])),
    ('empty containers', [(), [], {}, set(), frozenset()]), ('many', list(range(5000))), ('nested 50 deep', deep(50)),
    ('ordered', collections.OrderedDict([(u'z', 1), (u'a', 2)])), ('deque', collections.deque([1, 2], 5)),
    ('defaultdict', collections.defaultdict(list, {u'a': [1]})), ('counter', collections.Counter({u'a': 2, u'b': 1})),
    ('decimal', decimal.Decimal(u'1.50')), ('fraction', fractions.Fraction(1, 3)), ('uuid', uuid.UUID(int=2**100)),
    ('date', datetime.date(2024, 2, 29)), ('datetime', datetime.datetime(2024, 2, 29, 23, 59, 59, 999999)),
    ('timedelta', datetime.timedelta(-1, 5, 7)), ('namedtuple', Point(1, Point(u'x', None))),
    ('plain', Plain(number=1, other=Plain(text=u'ä'))), ('stateful', Stateful(a=1, b=[2])),
    ('reduced', Reduced(number=1, colour=u'red')), ('slotted', Slotted(1, u'right')),
    ('collected', Collected([1, 2], u'name')), ('mapped', Mapped(a=1)), ('newed', Newed(1, u'b')), ('number', Number(5)),
    ('exception', Trouble(u'text', 5)), ('a class', Plain), ('a function', function), ('a builtin', len),
    ('an exception class', KeyError), ('range', (xrange if support.PYTHON_2 else range)(3)),  # noqa: F821
])

OWN = collections.OrderedDict([
    ('bytes', b'\x00\x80\xff'), ('no bytes', b''), ('long bytes', bytes(bytearray(range(256))) * 300),
    ('lone surrogates', u'\ud800x\udfff'), ('array of ints', array.array('i', [1, -2])),
    ('array of floats', array.array('d', [0.5])), ('key error', KeyError('k').args), ('time', datetime.time(1, 2, 3, 4)),
    ('not a number', float('nan')), ('minus zero', -0.0),
])

if support.PYTHON_2:
    OWN['old style'] = OldStyle(u'name')
    OWN['str'] = 'caf\xe9'
else:
    import items_of_python_3
    OWN.update(items_of_python_3.OWN)


def inner():
    """Protocol 4 and later only."""
    return Outer.Inner(number=1)


def recursive_list():
    result = [1]
    result.append(result)
    return result


def recursive_dict():
    result = {}
    result['self'] = result
    return result


def recursive_tuple():
    inner = []
    result = (1, inner)
    inner.append(result)
    return result


def recursive_object():
    result = Plain()
    result.me = result
    return result


def shared_references():
    inner, text = [], u'a text that is there twice'
    return [inner, inner, (inner, text), {u'k': inner}, text]


# Name to (item, what must hold of what came back).
SHAPES = collections.OrderedDict([
    ('a list in itself', (recursive_list(), lambda got: got[1] is got and len(got) == 2)),
    ('a dict in itself', (recursive_dict(), lambda got: got['self'] is got)),
    ('a tuple in its own list', (recursive_tuple(), lambda got: got[1][0] is got and type(got) is tuple)),
    ('an object in itself', (recursive_object(), lambda got: got.me is got)),
    ('one list in four places', (shared_references(), lambda got: got == shared_references()
                                 and got[0] is got[1] is got[2][0] is got[3]['k'])),
])


if sys.version_info >= (3, 8):
    SHAPES['an object set to itself'] = (
        items_of_python_3.set_to_itself(),
        lambda got: got.state[0] is got and got.state[1].state == 'other')


def same(got, item):
    """Whether what came back is what went in: equal, and of the same type; an array of the same typecode."""
    if item != item:  # not a number
        return got != got
    return (type(got) is type(item) and (got == item or repr(got) == repr(item))
            and (not isinstance(item, float) or repr(got) == repr(item))
            and getattr(got, 'typecode', None) == getattr(item, 'typecode', None))


def all_own():
    return list(PORTABLE.items()) + list(OWN.items())
