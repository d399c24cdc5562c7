"""Keys and members that are equal in Python are equal here: what a dict and a list of this process say is right."""
import collections
import datetime
import decimal
import fractions
import itertools
import pickle
import sys
import unittest
import uuid

import support
from support import PYTHON_2, serving

try:
    import copyreg
except ImportError:  # Python 2
    import copy_reg as copyreg

Decimal, Fraction = decimal.Decimal, fractions.Fraction


class Whole(int):
    """A whole number of a class of its own."""


class Text(str):
    """A text of a class of its own."""


class Real(float):
    """A float of a class of its own."""


class Pair(tuple):
    """A tuple of a class of its own."""


class Frozen(frozenset):
    """A frozenset of a class of its own."""


Point = collections.namedtuple('Point', 'x y')


class Zone(datetime.tzinfo):
    """Python 2 has no time zones of its own."""

    def utcoffset(self, _):
        return datetime.timedelta(0)

    dst = utcoffset


HOUR = datetime.timedelta(hours=1)
VALUES = [
    0, 1, 2, 5, 7, True, 0.5, 1.0, 5.0, 2**70, float(2**70), Whole(5), Whole(1), Real(0.5), Real(5), u'a', 'a', Text('a'), Text('b'),
    (1, 2), Point(1, 2), Pair((1, 2)), Point(1.0, Whole(2)), Point(Point(1, 2), 3), ((1, 2), 3),
    Decimal(5), Decimal('5.00'), Decimal('0.5'), Decimal('0.1'), Decimal('0.10'), Decimal('1e3'), 1000, Decimal('-0'),
    Decimal('Infinity'), float('inf'), Decimal('-Infinity'), Decimal('1E+6000'), Decimal('1E+6001'), Decimal('1E-6000'),
    Fraction(1, 2), Fraction(5), Fraction(1, 10), Fraction(1, 3), Fraction(-1, 3), Decimal(2) ** 70,
    uuid.UUID(int=5), uuid.UUID(int=6), uuid.UUID(hex='0' * 31 + '5'),
    datetime.date(2024, 2, 29), datetime.date(2023, 1, 1), datetime.datetime(2024, 2, 29),
    datetime.datetime(2024, 2, 29, 0, 0, 0, 1), datetime.time(1, 2), datetime.time(1, 2, 3), HOUR, 2 * HOUR,
    datetime.timedelta(seconds=3600), datetime.timedelta(0), -HOUR, (datetime.date(2023, 1, 1), Decimal('0.1')),
]
if PYTHON_2:  # a Decimal is equal to no Fraction there
    VALUES = [value for value in VALUES if not isinstance(value, Fraction)]
else:
    import http
    import pathlib

    UTC, BERLIN = datetime.timezone.utc, datetime.timezone(HOUR)
    VALUES += [
        datetime.datetime(2024, 2, 29, 12, tzinfo=UTC), datetime.datetime(2024, 2, 29, 13, tzinfo=BERLIN),
        datetime.datetime(2024, 2, 29, 13), datetime.datetime(2024, 2, 29, 13, tzinfo=UTC),
        datetime.time(12, tzinfo=UTC), datetime.time(13, tzinfo=BERLIN), datetime.time(13), UTC, BERLIN,
        datetime.timezone(HOUR, 'named'),
        pathlib.PurePosixPath('/a/b'), pathlib.PurePosixPath('/a', 'b'), pathlib.PosixPath('/a/./b'),
        pathlib.PurePosixPath('a/b'), pathlib.PureWindowsPath('A/B'), pathlib.PureWindowsPath('a\\b'),
        200, b'a', u'\u20ac', range(0, 3, 2), range(0, 4, 2),
    ]
    if sys.version_info[:2] != (3, 11):  # which pickles the name alone
        VALUES.append(http.HTTPStatus.OK)
try:
    import zoneinfo
    zoneinfo.ZoneInfo('Europe/Berlin')
except Exception:
    zoneinfo = None
else:
    VALUES += [datetime.datetime(2024, 7, 1, 13, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')),
               datetime.datetime(2024, 7, 1, 11, tzinfo=datetime.timezone.utc),
               datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')),
               datetime.datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'))]


def same(a, b):
    return type(a) is type(b) and repr(a) == repr(b)


class EqualityTest(support.ServerTest):
    """Against a dict, a list and a set of this process."""

    def test_keys(self):
        wrong = []
        for first, second in itertools.product(VALUES, VALUES):
            here, there = {first: 'first'}, self.pooled('dict')
            there[first] = 'first'
            here[second], there[second] = 'second', 'second'
            if here != dict(there.items()) or sorted(map(repr, here)) != sorted(map(repr, there.keys())):
                wrong.append((first, second, there.items()))
        self.assertEqual(wrong[:5], [])

    def pooled(self, kind):
        """One object for many tests, emptied: to make one takes four connections."""
        if kind not in self.__dict__:
            setattr(self, kind, getattr(self.manager, kind)())
        getattr(self, kind)._callmethod('clear' if kind == 'dict' or not PYTHON_2 else '__delslice__',
                                        () if kind == 'dict' or not PYTHON_2 else (0, 10**6))
        return getattr(self, kind)

    def test_what_a_key_is_stays_what_was_put_first(self):
        for first, second in [(Whole(1), 1), (1, Decimal(1)), (Point(1, 2), (1, 2)), (Text('a'), 'a')]:
            there = self.manager.dict({first: 1})
            there[second] = 2
            self.assertTrue(same(there.keys()[0], first), there.keys())
            self.assertEqual(there.pop(second), 2)
            self.assertEqual(len(there), 0)

    def test_members(self):
        there = self.manager.list(VALUES)
        wrong = []
        for value in VALUES:
            got = there.index(value), there.count(value), value in there
            expected = VALUES.index(value), VALUES.count(value), value in VALUES
            if got != expected:
                wrong.append((value, got, expected))
        self.assertEqual(wrong, [])
        left = list(VALUES)
        for value in VALUES[::3]:
            left.remove(value)
            there.remove(value)
        self.assertEqual(there[:], left)

    @support.python_3
    def test_sorting(self):
        wrong = []
        for first, second in itertools.product(VALUES, VALUES):
            outcomes = []
            for values in [first, second], self.pooled('list'):
                if values != [first, second]:
                    values.extend([first, second])
                try:
                    values.sort()
                    outcomes.append([(type(value), value) for value in values[:]])
                except TypeError as error:
                    outcomes.append(TypeError)
            if outcomes[0] != outcomes[1]:
                wrong.append((first, second, outcomes))
        self.assertEqual(wrong[:5], [])

    def test_many_are_sorted(self):
        import random
        chance = random.Random(5)
        numbers = [chance.choice([int, float, Decimal, Fraction, Whole])(chance.randrange(-50, 50)) for _ in range(300)]
        if PYTHON_2:
            numbers = [number for number in numbers if not isinstance(number, (Decimal, Fraction))]
        dates = [datetime.date.fromordinal(chance.randrange(1, 10**6)) for _ in range(200)]
        ids = [uuid.UUID(int=chance.randrange(2**128)) for _ in range(50)]
        for values in numbers, dates, ids:
            there = self.manager.list(values)
            there.sort()
            self.assertEqual([repr(value) for value in there[:]], [repr(value) for value in sorted(values)])
            there.sort(reverse=True)
            self.assertEqual(there[:], sorted(values, reverse=True))

    def test_truth(self):
        queue = self.manager.Queue()
        for false in Whole(0), Real(0), Decimal('0.00'), Fraction(0), Text(''), datetime.timedelta(0):
            with self.assertRaises(support.queue.Empty):
                queue.get(false)
        lock = self.manager.Lock()
        lock.acquire()
        self.assertIs(lock.acquire(Whole(0)), False)

    def test_not_a_number_is_no_key_that_is_found(self):
        there = self.manager.dict()
        for number in range(2):
            there[Decimal('NaN')] = number
        self.assertEqual(len(there), 2)
        self.assertNotIn(Decimal('NaN'), there.keys())


class OtherVersionTest(support.ServerTest):
    """What one version of Python put is found by another, and read."""

    def put(self, key, value):
        """The key is pickled as some version writes it, up to the STOP."""
        self.shared = self.manager.dict()
        with serving() as wire:
            wire.connection.send_bytes(b"(S'" + str(self.shared._token.id).encode('ascii') + b"'\nS'__setitem__'\n("
                                       + key + b'I%dt(dt.'.replace(b'%d', str(value).encode('ascii') + b'\n'))
            self.assertEqual(wire.answer(), ('#RETURN', None))
        return self.shared

    def test_fractions(self):
        for pickled in (b'cfractions\nFraction\n(V1/3\ntR', b'cfractions\nFraction\n(I1\nI3\ntR'):
            self.assertEqual(self.put(pickled, 5)[Fraction(1, 3)], 5)

    def test_functions_and_classes(self):
        for pickled in b'c__builtin__\nlen\n', b'cbuiltins\nlen\n':
            self.assertEqual(self.put(pickled, 5)[len], 5)
        for pickled in b'ccopy_reg\npickle\n', b'ccopyreg\npickle\n':
            self.assertEqual(self.put(pickled, 6).get(copyreg.pickle), 6)

    @support.python_3
    def test_paths_of_3_13(self):
        for pickled in b'cpathlib._local\nPurePosixPath\n(Va/b\ntR', b'cpathlib\nPurePosixPath\n(Va\nVb\ntR':
            shared = self.put(pickled, 5)
            self.assertEqual(shared[pathlib.PurePosixPath('a/b')], 5)
            self.assertEqual(shared.keys(), [pathlib.PurePosixPath('a/b')])
        queue = self.manager.Queue()
        with serving() as wire:
            for protocol in range(5):
                pickled = pickle.dumps((queue._token.id, 'put', ([pathlib.PurePosixPath('a'), 'pathlib._local'],), {}), protocol)
                pickled = pickled.replace(b'cpathlib\n', b'cpathlib._local\n') if protocol < 4 else pickled
                wire.connection.send_bytes(pickled)
                self.assertEqual(wire.answer(), ('#RETURN', None))
                self.assertEqual(queue.get(), [pathlib.PurePosixPath('a'), 'pathlib._local'])


if __name__ == '__main__':
    unittest.main()
